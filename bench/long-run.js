import { readFileSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringifyRows } from '../dist/store/results.js';

/**
 * Makes a copy of a workspace whose last iteration, number `last`, stands there again and again, until there are
 * `count` iterations: with its records, its row and its events, and `whole` with its trials and tables as well.
 */
export async function lengthen(workspace, { to, last, count, whole = false }) {
  await cp(workspace, to, { recursive: true });
  const folder = (number) => join(to, `iteration-${number}`);
  const records = new Map(
    ['decision.json', 'proposal.json', 'MANIFEST.sha256'].map((name) => [
      name,
      readFileSync(join(folder(last), name), 'utf8'),
    ]),
  );
  const rows = [];
  for (let number = 0; number < count; number += 1) {
    if (number > last) {
      await (whole ? cp(folder(last), folder(number), { recursive: true }) : mkdir(folder(number)));
      for (const [name, text] of records) await replaceFile(join(folder(number), name), renumbered(text, last, number));
    }
    rows.push(JSON.parse(await readFile(join(folder(number), 'decision.json'), 'utf8')).row);
  }
  await writeFile(join(to, 'results.tsv'), stringifyRows(rows));
  await writeEvents(join(to, 'events.jsonl'), last, count);
}

/** A sealed file has lost its write bits. */
async function replaceFile(path, text) {
  await rm(path, { force: true });
  await writeFile(path, text);
}

/** The events of the last iteration begin when it starts and end when it is decided. */
async function writeEvents(path, last, count) {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const at = (event) => lines.findIndex((line) => line.startsWith(`{"event":"${event}","iteration":${last},`));
  const [from, to] = [at('iteration_started'), at('decided') + 1];
  const again = lines.slice(from, to).join('\n');
  const copies = Array.from({ length: count - last - 1 }, (_, index) => renumbered(again, last, last + 1 + index));
  await writeFile(path, [...lines.slice(0, to), ...copies, ''].join('\n'));
}

function renumbered(text, from, to) {
  return text.replaceAll(new RegExp(`("iteration": ?)${from}\\b`, 'g'), `$1${to}`);
}
