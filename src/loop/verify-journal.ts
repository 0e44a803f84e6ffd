import { relative } from 'node:path';
import { estimateIn } from '../core/counted.ts';
import { type Difference, valueDifferences } from '../core/difference.ts';
import type { RunEvent } from '../core/events.ts';
import { readEvents } from '../store/journal.ts';
import type { Workspace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import type { Decided } from './verify-derived.ts';
import type { StoredIteration } from './verify-stored.ts';

/** What came out of a workspace's records, to which the journal is held. */
export interface Recorded extends Decided {
  readonly iterations: readonly StoredIteration[];
}

/**
 * The journal says what was proposed, measured and decided when it was: that must still be there, and the same. Times,
 * calls and what they used are known from the journal alone, so that of them only the form is checked.
 */
export async function verifyJournal(workspace: Workspace, recorded: Recorded): Promise<readonly Difference[]> {
  const path = relative(workspace.root, workspace.events);
  const text = await readText(workspace.events);
  if (text === null) return [{ kind: 'missing', path }];
  const events = await readEvents(workspace.events);
  return [
    ...brokenLines(text, path, events.length),
    ...events.flatMap((event, index) =>
      toldOtherwise(workspace, event, recorded).map((one) =>
        one.kind === 'value' ? { ...one, path, place: `event ${index + 1} ${one.place}` } : one,
      ),
    ),
  ];
}

/** A last line without line end is what a kill tore, and is mended by the next start. */
function brokenLines(text: string, path: string, events: number): readonly Difference[] {
  const lines = text.split('\n').length - 1;
  return events >= lines ? [] : [{ kind: 'invalid', path, message: `has ${lines} lines and ${events} events.` }];
}

function toldOtherwise(workspace: Workspace, event: RunEvent, recorded: Recorded): readonly Difference[] {
  switch (event.event) {
    case 'decided':
      return decidedOtherwise(workspace, event, recorded);
    case 'proposed': {
      const proposal = recorded.iterations[event.iteration]?.proposal;
      return differing(event, proposal && { changelog: proposal.changelog, rejected: proposal.rejected });
    }
    case 'trial_ended': {
      if (event.purpose !== undefined) return [];
      const trials = recorded.iterations[event.iteration]?.trials ?? [];
      const trial = trials.find(
        ({ evalCase, record }) => evalCase.id === event.eval_id && record.trial === event.trial,
      );
      if (event.outcome !== 'graded' || trial?.grading === undefined || trial.grading === null) return [];
      const items = trial.grading.expectations;
      return differing(event, { passed: items.filter(({ passed }) => passed).length, total: items.length });
    }
    default:
      return [];
  }
}

/** Of an event only what the records know. */
function differing(event: RunEvent, computed: object | null | undefined): readonly Difference[] {
  if (computed === null || computed === undefined) return [];
  const told = Object.entries(event).filter(([key]) => Object.hasOwn(computed, key));
  return valueDifferences('', Object.fromEntries(told), computed);
}

function decidedOtherwise(
  workspace: Workspace,
  event: Extract<RunEvent, { event: 'decided' }>,
  { decisions, open }: Decided,
): readonly Difference[] {
  const decision = decisions.find(({ iteration }) => iteration === event.iteration);
  if (decision === undefined) return [missingIteration(workspace, event.iteration, open)];
  const { action, score, best_score, changelog } = decision.row;
  const counted = estimateIn(decision);
  return differing(event, { reason: decision.reason, action, score, best_score, changelog, counted });
}

/** An open iteration that was decided has lost its seal. */
function missingIteration(workspace: Workspace, iteration: number, open: readonly number[]): Difference {
  const { dir, seal } = workspace.iteration(iteration);
  return { kind: 'missing', path: relative(workspace.root, open.includes(iteration) ? seal : dir) };
}
