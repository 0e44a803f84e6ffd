import type { ComponentChildren } from 'preact';
import { usePart } from './use-part.ts';

interface PartProps<T> {
  readonly name: string;
  children(value: T): ComponentChildren;
}

/** Something that is read when it is shown. */
export function Part<T>({ name, children }: PartProps<T>) {
  const loaded = usePart<T>(name);
  if (loaded.state === 'loading') return <p class="none">Reading …</p>;
  if (loaded.state === 'failed') return <p class="bad">Not read: {loaded.why}</p>;
  return <>{children(loaded.value)}</>;
}
