import { cpus, totalmem } from 'node:os';

/** Prints the machine, then a row for each measurement: what, n, median, lowest, highest, and what it is compared with. */
export function printTable(title, rows) {
  const [cpu] = cpus();
  console.log(`${title}\n${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}\n`);
  const cells = rows.map(({ what, samples, unit, target }) => {
    const sorted = [...samples].sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    const text = (value) => `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ${unit}`.trimEnd();
    return [what, String(samples.length), text(at(0.5)), text(sorted[0]), text(sorted.at(-1)), target ?? ''];
  });
  const lines = [['what', 'n', 'median', 'min', 'max', 'target'], ...cells];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) console.log(line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

/** Milliseconds of each of `count` calls of `work`; `prepare` runs before each and is not counted. */
export async function timed(count, work, prepare = async () => undefined) {
  const samples = [];
  for (let index = 0; index < count; index += 1) {
    await prepare(index);
    const start = performance.now();
    await work(index);
    samples.push(performance.now() - start);
  }
  return samples;
}

/** The ratio of two medians, as text. */
export function ratio(a, b) {
  return (medianOf(a) / medianOf(b)).toFixed(2);
}

export function medianOf(samples) {
  return [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)];
}
