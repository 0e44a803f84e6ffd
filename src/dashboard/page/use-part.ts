import { useEffect, useState } from 'preact/hooks';
import { useShown } from './context.ts';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'there'; readonly value: T }
  | { readonly state: 'failed'; readonly why: string };

/**
 * A part that is read when it is shown; null for none. When the data of the page changes it is read
 * again, and the old one stays until the new one is complete.
 */
export function usePart<T>(name: string | null): Loaded<T> {
  const { loader, data } = useShown();
  const [held, setHeld] = useState<{ name: string; loaded: Loaded<T> } | null>(null);
  useEffect(() => {
    if (name === null) return;
    let current = true;
    const hold = (loaded: Loaded<T>) => {
      if (current) setHeld({ name, loaded });
    };
    loader.part<T>(name).then(
      (value) => hold({ state: 'there', value }),
      (error: unknown) => hold({ state: 'failed', why: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      current = false;
    };
  }, [loader, name, data]);
  return held === null || held.name !== name ? { state: 'loading' } : held.loaded;
}
