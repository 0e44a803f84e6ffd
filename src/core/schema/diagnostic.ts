/** Something a machine can see is wrong, and where. `rule` is a stable name for it. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly rule: string;
  readonly message: string;
  readonly file: string;
  /** JSON pointer (empty for the whole file) or line, where there is one. */
  readonly place: string | null;
}

/** "evals/evals.json /evals/0/id: …" */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const place = diagnostic.place ? ` ${diagnostic.place}` : '';
  return `${diagnostic.file}${place}: ${diagnostic.message}`;
}
