/** The text in pieces, of which every second one is what is searched for, however it is written. */
export function splitAt(text: string, search: string): readonly string[] {
  const pieces: string[] = [];
  const [lower, wanted] = [text.toLowerCase(), search.toLowerCase()];
  // Lower case may be longer than what it comes from; then nothing is marked rather than the wrong place.
  if (lower.length !== text.length || wanted === '') return [text];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    pieces.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...pieces, text.slice(from)];
}
