/** UTC with seconds and offset, as `results.tsv` has it: 2025-01-15T10:30:00+00:00. */
export function timestamp(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}+00:00`;
}
