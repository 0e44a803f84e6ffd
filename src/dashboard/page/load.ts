import type { PageData } from './data.ts';

/** Where the page gets its data: from the file it stands in, or from the server that sent it. */
export interface Loader {
  data(): Promise<PageData>;
  /** A part, by its name; rejects where there is none. */
  part<T>(name: string): Promise<T>;
  /** Calls `onChange` when there is new data, `onState` when the server comes and goes; null where nothing ever changes. */
  readonly follow: ((listener: Listener) => void) | null;
}

export interface Listener {
  onChange(): void;
  onState(connected: boolean): void;
}

/** The loader that fits how the page was opened. */
export function createLoader(): Loader {
  const inline = document.getElementById('data');
  return inline === null ? serverLoader() : fileLoader(inline.textContent ?? '');
}

function serverLoader(): Loader {
  const read = async (name: string) => {
    const answer = await fetch(name, { cache: 'no-store' });
    if (!answer.ok) throw new Error((await answer.text()).trim() || `the server says ${answer.status}`);
    return answer.json();
  };
  return { data: () => read('data'), part: read, follow };
}

/** The revision that is told first is that of the data, or newer data is there already. */
function follow({ onChange, onState }: Listener): void {
  const events = new EventSource('events');
  events.addEventListener('change', onChange);
  events.addEventListener('open', () => onState(true));
  events.addEventListener('error', () => onState(false));
}

function fileLoader(json: string): Loader {
  return {
    data: async () => JSON.parse(json),
    async part(name) {
      await parsed();
      const element = document.getElementById(name);
      if (element === null) throw new Error('This was left out of the file. `skillratchet view` shows all of it.');
      return JSON.parse(await unpack(element.textContent ?? ''));
    },
    follow: null,
  };
}

/** Resolves once the whole file was read: parts stand behind the script, so that a large file is shown at once. */
async function parsed(): Promise<void> {
  if (document.readyState !== 'loading') return;
  await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
}

async function unpack(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
