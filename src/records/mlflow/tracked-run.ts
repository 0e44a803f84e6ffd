/** A run as MLflow keeps it: what is known of it, without what is not. Times are milliseconds since 1970. */
export interface TrackedRun {
  /** null: the campaign, which is the parent of the others. */
  readonly iteration: number | null;
  readonly name: string;
  readonly status: 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED';
  readonly started: number;
  /** null while it is under way. */
  readonly ended: number | null;
  readonly params: Texts;
  readonly tags: Texts;
  readonly metrics: readonly Metric[];
  readonly artifacts: readonly Artifact[];
  /** Of what it was made from: one that was sent with the same is not sent again. */
  readonly fingerprint: string;
}

export type Texts = Readonly<Record<string, string>>;

export interface Metric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** A file beside a run. */
export interface Artifact {
  /** Relative, with `/`. */
  readonly path: string;
  /** Without secrets; null where it cannot be sent, for the reason that was noted. */
  read(): Uint8Array | null;
}

/** By which the runs of a campaign are found again. */
export const TAGS = {
  run: 'skillratchet.run_id',
  iteration: 'skillratchet.iteration',
  sent: 'skillratchet.sent',
} as const;
