import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Checks what `npm pack` would publish: everything that package.json promises, and nothing that does not belong there.
const MAX_UNPACKED_BYTES = 3_000_000;
const FOREIGN = /(^|\/)test\/|\.test\.|\.map$|(?<!\.d)\.ts$/;

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const { paths, bytes } = packed();

const promised = [
  'package.json',
  'README.md',
  'LICENSE',
  ...Object.values(manifest.bin),
  'dist/cli/main.js',
  ...Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? target : Object.values(target))),
].map((path) => path.replace(/^\.\//, ''));

const faults = [
  ...promised.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
  ...manifest.files.filter(isEmpty).map((/** @type {string} */ entry) => `"files" names ${entry}, which holds nothing`),
  ...paths.filter((path) => FOREIGN.test(path)).map((path) => `${path} does not belong in the package`),
  ...paths.filter(namesThisMachine).map((path) => `${path} holds a path of this machine`),
  ...(bytes > MAX_UNPACKED_BYTES ? [`${bytes} bytes unpacked, more than ${MAX_UNPACKED_BYTES}`] : []),
];

console.log(`package: ${paths.length} files, ${bytes} bytes unpacked, ${faults.length} faults`);
for (const fault of faults) console.log(`  ${fault}`);
if (faults.length > 0) process.exitCode = 1;

/** @returns {{ paths: string[], bytes: number }} */
function packed() {
  // Without scripts: `prepare` would build again, and its output would stand before the JSON.
  const [report] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  return { paths: report.files.map((/** @type {{ path: string }} */ file) => file.path), bytes: report.unpackedSize };
}

/** @param {string} entry */
function isEmpty(entry) {
  return !paths.some((path) => path === entry || path.startsWith(`${entry}/`));
}

/** @param {string} path */
function namesThisMachine(path) {
  return readFileSync(root + path, 'utf8').includes(root);
}
