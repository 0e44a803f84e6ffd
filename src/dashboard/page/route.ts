/** What is looked at. It stands in the address, so that a link leads to the same view. */
export interface Route {
  readonly iteration: number | null;
  /** A pass beside the climb (`passName`); at most one of the two is open. */
  readonly pass: string | null;
  /** Id of the eval whose trial is read; null shows the iteration or the pass. */
  readonly evalId: string | null;
  readonly trial: number;
  /** The trial that is shown side by side. */
  readonly beside: Beside;
  /** Only evals and expectations with flips in the heat map. */
  readonly changed: boolean;
  /** Evals whose expectations are shown in the heat map. */
  readonly open: readonly string[];
  /** What the reader searches for. */
  readonly search: string;
}

export const BESIDES = ['none', 'v0', 'previous'] as const;
export type Beside = (typeof BESIDES)[number];

/** Reads the part of an address behind `#`; what is not understood is left out. */
export function parseRoute(hash: string): Route {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const whole = (name: string): number | null => {
    const text = values.get(name) ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : null;
  };
  return {
    iteration: whole('i'),
    pass: whole('i') === null ? values.get('p') : null,
    evalId: values.get('e'),
    trial: whole('t') ?? 1,
    beside: BESIDES.find((beside) => beside === values.get('with')) ?? 'none',
    changed: values.has('changed'),
    open: values.getAll('open'),
    search: values.get('q') ?? '',
  };
}

/** The part of an address behind `#`, empty for the start of the page. */
export function formatRoute(route: Route): string {
  const values = new URLSearchParams();
  if (route.iteration !== null) values.set('i', String(route.iteration));
  if (route.pass !== null) values.set('p', route.pass);
  if (route.evalId !== null) values.set('e', route.evalId);
  if (route.trial !== 1) values.set('t', String(route.trial));
  if (route.beside !== 'none') values.set('with', route.beside);
  if (route.changed) values.set('changed', '');
  for (const id of route.open) values.append('open', id);
  if (route.search !== '') values.set('q', route.search);
  const text = values.toString();
  return text === '' ? '' : `#${text}`;
}

/** The view that a change leads to: opening an iteration closes the pass that is open, and the other way round. */
export function changedRoute(route: Route, change: Partial<Route>): Route {
  const closed = change.pass != null ? { iteration: null } : 'iteration' in change ? { pass: null } : {};
  return { ...route, ...closed, ...change };
}
