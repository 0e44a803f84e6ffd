import { spawn } from 'node:child_process';

/** Asks the system to open an address in the person's browser; where there is none, the printed address is enough. */
export function openBrowser(url: string): void {
  const child = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}
