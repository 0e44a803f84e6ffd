import type { Findings } from '../../core/findings/findings.ts';
import type { RunView, TrialDetails, ViewedTrial } from '../../core/run-view.ts';

/** What the page shows at its start, made from the workspace alone. */
export interface PageData {
  readonly view: RunView;
  readonly findings: Pick<
    Findings,
    'class' | 'recommendation' | 'gain' | 'red_flags' | 'cost' | 'generalisation' | 'comparisons' | 'directions'
  >;
  /** When it was read. */
  readonly made_at: string;
  /** Version of the program that read it. */
  readonly program: string;
  /** Sentences that the terminal says too. */
  readonly said: {
    /** The result; empty while there is none. */
    readonly result: readonly string[];
    /** Why the run stopped; null while it goes on. */
    readonly stopped: string | null;
    /** Where v0 comes from; null where the run was not forked from another. */
    readonly forked: string | null;
    /** Whether what was measured again came out, by the number of the reproduction. */
    readonly reproduced: Readonly<Record<number, string>>;
  };
  /** Remarks of `lint` on the evals that the run was started with. */
  readonly remarks: readonly string[];
  /** Trials that cannot be read here, as the file would have become too large. */
  readonly left_out: number;
}

/** A trial as it is read by a person; the page asks for it when somebody opens it (`trialPart`). */
export interface TrialPart {
  readonly details: TrialDetails;
  readonly outputs: readonly OutputFile[];
}

export type OutputFile = {
  readonly path: string;
  readonly bytes: number;
} & (
  | { readonly kind: 'text'; readonly text: string; readonly cut: boolean }
  | { readonly kind: 'image'; readonly mime: string; readonly base64: string }
  /** Too large, binary, a link, or unreadable; `why` says which. */
  | { readonly kind: 'other'; readonly why: string }
);

/** What two versions differ in (`changesPart`). */
export interface ChangesPart {
  readonly from: string;
  readonly to: string;
  /** null where one of the two is not there, or cannot be read. */
  readonly files: readonly ChangedFile[] | null;
}

export interface ChangedFile {
  readonly path: string;
  /** What differs beside the lines, in words; empty for none. */
  readonly facts: string;
  readonly insertions: number;
  readonly deletions: number;
  readonly hunks: readonly { readonly head: string; readonly lines: readonly ChangedLine[] }[];
}

export interface ChangedLine {
  readonly sign: ' ' | '-' | '+';
  readonly words: readonly { readonly text: string; readonly changed: boolean }[];
}

/** The name of a trial's part: its folder, whatever that is called, as an address that is the same everywhere. */
export function trialPart({ folder }: Pick<ViewedTrial, 'folder'>): string {
  return `trial/${folder.split('/').map(encodeURIComponent).join('/')}`;
}

/** What iteration N changed, or the best version against the original. */
export function changesPart(of: number | 'best'): string {
  return `changes/${of}`;
}
