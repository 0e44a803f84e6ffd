/** What hands on single keys: a terminal's input. */
export interface Keyboard {
  setRawMode(on: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', hear: (bytes: Buffer) => void): unknown;
  off(event: 'data', hear: (bytes: Buffer) => void): unknown;
}

/** Hears single keys of the person until it is released; what is typed is not echoed. Ctrl-C and Ctrl-Z stay what they are. */
export function hearKeys(input: Keyboard, actions: Readonly<Record<string, () => void>>): () => void {
  const listen = (on: boolean): void => {
    input.setRawMode(on);
    if (on) input.resume();
    else input.pause();
  };
  const hear = (bytes: Buffer): void => {
    for (const key of bytes.toString('utf8')) {
      if (key === CTRL_C) process.kill(process.pid, 'SIGINT');
      else if (key === CTRL_Z) suspend(listen);
      else if (Object.hasOwn(actions, key)) actions[key]?.();
    }
  };
  input.on('data', hear);
  listen(true);
  return () => {
    input.off('data', hear);
    listen(false);
  };
}

const CTRL_C = '\u0003';
const CTRL_Z = '\u001a';

function suspend(listen: (on: boolean) => void): void {
  listen(false);
  process.once('SIGCONT', () => listen(true));
  process.kill(process.pid, 'SIGTSTP');
}
