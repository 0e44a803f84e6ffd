import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const page = fileURLToPath(new URL('../src/dashboard/page/', import.meta.url));

/**
 * Builds the page of the dashboard: one script and one style sheet, which load nothing.
 * @param {string} folder Where `page.js` and `page.css` go.
 */
export async function buildPage(folder) {
  await build({
    root: page,
    configFile: false,
    envDir: false,
    logLevel: 'warn',
    // Said, as it is else taken from NODE_ENV: a build for development names the files of this machine.
    mode: 'production',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: `${page}main.tsx`,
        output: { format: 'iife', entryFileNames: 'page.js', assetFileNames: 'page.css' },
      },
    },
  });
}
