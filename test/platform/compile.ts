import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles `src/NAME.ts` and what it imports into a folder, for child processes; returns the module's path. */
export function compile(name: string, folder: string): string {
  const config = {
    extends: `${root}tsconfig.json`,
    compilerOptions: {
      noEmit: false,
      rootDir: `${root}src`,
      outDir: folder,
      typeRoots: [`${root}node_modules/@types`],
    },
    files: [`${root}src/${name}.ts`],
    include: [],
  };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
  writeFileSync(`${folder}/package.json`, '{"type": "module"}');
  symlinkSync(`${root}node_modules`, `${folder}/node_modules`);
  execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', folder], { stdio: 'pipe' });
  return `${folder}/${name}.js`;
}
