/** The package has no types of its own. */
declare module 'tsv' {
  const TSV: { stringify(rows: readonly object[]): string };
  export = TSV;
}
