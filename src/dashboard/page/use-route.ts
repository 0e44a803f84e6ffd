import { useEffect, useState } from 'preact/hooks';
import { formatRoute, parseRoute, type Route } from './route.ts';

/** Goes to another view; every other part of it stays as it is. */
export type Go = (change: Partial<Route>) => void;

/** The current view, and how to go to another one. A view of another iteration or trial becomes a step of the history. */
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
  const go: Go = (change) => {
    const next = { ...parseRoute(location.hash), ...change };
    const address = formatRoute(next) || location.pathname;
    if ('iteration' in change || 'evalId' in change) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    setRoute(next);
  };
  return [route, go];
}
