/** "0.79"; a dash where it is not known. */
export function score(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(2);
}

/** "+44" or "−3.6": points of a difference of scores, with a decimal where it is small. */
export function points(value: number): string {
  const size = Math.abs(100 * value);
  const text = size.toFixed(size < 9.5 ? 1 : 0);
  return `${value < 0 && Number(text) !== 0 ? '−' : '+'}${text}`;
}

/** "83 %" */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : `${Math.round(100 * share)} %`;
}

/** "$0.12", "$0.0031" where it is small, "unknown". */
export function money(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return 'unknown';
  return `$${usd.toFixed(usd > 0 && usd < 0.095 ? 4 : 2)}`;
}

/** "850 ms", "12.4 s", "3 min 5 s", "2 h 10 min" */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return 'unknown';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "812", "14.2 k", "1.31 M" */
export function amount(value: number | null | undefined): string {
  if (value === null || value === undefined) return 'unknown';
  if (value < 10_000) return String(value);
  return value < 1_000_000 ? `${(value / 1000).toFixed(1)} k` : `${(value / 1_000_000).toFixed(2)} M`;
}

export function bytes(value: number | null): string {
  if (value === null) return 'unknown';
  return value < 10_000
    ? `${value} B`
    : value < 10_000_000
      ? `${(value / 1024).toFixed(0)} KiB`
      : `${(value / 1048576).toFixed(0)} MiB`;
}

/** "1 trial", "3 trials" */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "21 Nov 2026, 13:37" by the reader's clock; the text itself where it is no date. */
export function moment(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
