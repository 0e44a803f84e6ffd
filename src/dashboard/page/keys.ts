import { useEffect } from 'preact/hooks';
import type { Shown } from './context.ts';
import { passName } from './passes.ts';
import { parseRoute } from './route.ts';

export const KEYS: readonly (readonly [string, string])[] = [
  ['← →', 'previous and next iteration, or pass'],
  ['j k', 'next and previous eval'],
  ['Esc', 'close what is open'],
  ['/', 'search in a transcript'],
  ['?', 'these keys'],
];

interface HelpState {
  readonly help: boolean;
  setHelp(shown: boolean): void;
}

/** Moves through iterations and evals by keys, but for those typed into a field. */
export function useKeys(shown: Shown, { help, setHelp }: HelpState): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      // What is drawn may be a key behind: the address is where the last one led to.
      const now = { ...shown, route: parseRoute(location.hash) };
      if (press(event.key, now, { help, setHelp })) event.preventDefault();
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  });
}

/** Whether the key means something here. */
function press(key: string, shown: Shown, { help, setHelp }: HelpState): boolean {
  if (key === '?') setHelp(!help);
  else if (key === 'Escape' && help) setHelp(false);
  else if (help) return false;
  else if (key === 'Escape') shown.go(closed(shown));
  else if (key === 'ArrowRight') step(shown, 1);
  else if (key === 'ArrowLeft') step(shown, -1);
  else if (key === 'j') stepEval(shown, 1);
  else if (key === 'k') stepEval(shown, -1);
  else if (key === '/') return focusSearch();
  else return false;
  return true;
}

/** What Esc leads back to: from a trial to its iteration or pass, from there to the whole run. */
function closed({ route }: Shown) {
  return route.evalId === null ? { iteration: null, pass: null } : { evalId: null, trial: 1, search: '' };
}

function step(shown: Shown, by: number): void {
  if (shown.route.pass === null) stepIteration(shown, by);
  else stepPass(shown, by);
}

function stepPass({ data, route, go }: Shown, by: number): void {
  const names = data.view.passes.map(passName);
  const next = names[names.indexOf(route.pass ?? '') + by];
  if (next !== undefined) go({ pass: next, trial: 1 });
}

function stepIteration({ data, route, go }: Shown, step: number): void {
  const numbers = data.view.iterations.map(({ number }) => number);
  const at = route.iteration === null ? (step > 0 ? -1 : numbers.length) : numbers.indexOf(route.iteration);
  const next = numbers[at + step];
  if (next !== undefined) go({ iteration: next, trial: 1 });
}

function stepEval({ data, route, go }: Shown, step: number): void {
  const ids = data.view.evals.map(({ id }) => id);
  const at = route.evalId === null ? (step > 0 ? -1 : ids.length) : ids.indexOf(route.evalId);
  const next = ids[at + step];
  if (next === undefined) return;
  const last = data.view.iterations.at(-1)?.number;
  if (route.iteration !== null || route.pass !== null) go({ evalId: next, trial: 1 });
  else if (last !== undefined) go({ iteration: last, evalId: next, trial: 1 });
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('input[type=search]');
  field?.focus();
  return field !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
  );
}
