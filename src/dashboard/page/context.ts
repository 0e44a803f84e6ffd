import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Cells } from './cells.ts';
import type { PageData } from './data.ts';
import type { Loader } from './load.ts';
import type { Route } from './route.ts';
import type { Go } from './use-route.ts';

/** What every part of the page is drawn from. */
export interface Shown {
  readonly data: PageData;
  readonly cells: Cells;
  readonly loader: Loader;
  readonly route: Route;
  readonly go: Go;
}

export const ShownContext = createContext<Shown | null>(null);

export function useShown(): Shown {
  const shown = useContext(ShownContext);
  if (shown === null) throw new Error('nothing is shown yet');
  return shown;
}
