/** Shortest decimal of at most `places` places: 0.69140625 → "0.6914", 0.5 → "0.5". The number must be within 0–1. */
export function shortestDecimal(value: number, places = 4): string {
  return String(Number(value.toFixed(places)));
}
