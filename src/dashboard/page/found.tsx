import { splitAt } from './split-at.ts';

/** A text with what is searched for marked in it. */
export function Found({ text, search }: { readonly text: string; readonly search: string }) {
  if (search === '') return <>{text}</>;
  return (
    <>{splitAt(text, search).map((piece, index) => (index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece))}</>
  );
}
