import { useCallback, useEffect, useState } from 'preact/hooks';
import { changedRoute, formatRoute, parseRoute, type Route } from './route.ts';

/** Goes to another view; every other part of it stays as it is. */
export type Go = (change: Partial<Route>) => void;

/** What makes a view another one, rather than the same one in another way. */
const STEPS = ['iteration', 'pass', 'evalId'];

/** The current view, and how to go to another one. A view of another iteration, pass or trial becomes a step of the history. */
export function useRoute(): readonly [Route, Go] {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener('popstate', follow);
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('popstate', follow);
      removeEventListener('hashchange', follow);
    };
  }, []);
  const go = useCallback<Go>((change) => {
    const next = changedRoute(parseRoute(location.hash), change);
    const address = formatRoute(next) || location.pathname;
    if (STEPS.some((name) => name in change)) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    setRoute(next);
  }, []);
  return [route, go];
}
