/** Bytes of text that make up a token, roughly: what is known without the model's own tokenizer. */
const BYTES_A_TOKEN = 4;

/** "1.9 → 2.4 kB, about +120 tokens" for two sizes in bytes. */
export function sizeDelta(before: number, after: number): string {
  const tokens = Math.round((after - before) / BYTES_A_TOKEN);
  const sign = tokens < 0 ? '−' : '+';
  return `${kilobytes(before)} → ${kilobytes(after)} kB, about ${sign}${Math.abs(tokens)} tokens`;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0);
}
