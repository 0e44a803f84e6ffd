import type { Cell } from './cells.ts';
import { expectationShare } from './cells.ts';
import type { Go } from './use-route.ts';

interface CellProps {
  readonly iteration: number;
  readonly evalId: string;
  readonly cell: Cell;
  /** Of its column among all, from 0. */
  readonly place: number;
  /** Whether its iteration is open. */
  readonly isOpen: boolean;
}

interface EvalCellProps extends CellProps {
  /** Whether this very trial is read. */
  readonly isRead: boolean;
  /** Pixels of a column. */
  readonly size: number;
  readonly go: Go;
}

/** What an iteration's trials of an eval came to. */
export function EvalCell({ iteration, evalId, cell, place, isOpen, isRead, size, go }: EvalCellProps) {
  if (cell.trials.length === 0) return <td {...columnOf(place, isOpen)} />;
  const text = size >= 30 ? textOf(cell) : '';
  return (
    <td {...columnOf(place, isOpen)}>
      <button
        type="button"
        class={`cell ${markOf(cell)}${isRead ? ' open' : ''}`}
        data-level={levelOf(cell.share)}
        aria-label={`${text} in iteration ${iteration}, ${evalId}: ${wordsOf(cell)}`}
        title={`${iteration} / ${evalId}: ${wordsOf(cell)}`}
        tabIndex={-1}
        onClick={() => go({ iteration, evalId, trial: 1 })}
      >
        {text}
      </button>
    </td>
  );
}

/** What an iteration's trials say of one expectation. */
export function ExpectationCell({ iteration, cell, place, isOpen, number }: CellProps & { readonly number: number }) {
  const share = expectationShare(cell, number);
  const own = (numbers: readonly number[]) => numbers.filter((one) => one === number);
  const flips = { ...cell, fixed: own(cell.fixed), broken: own(cell.broken), flaky: own(cell.flaky) };
  if (share === null) return <td {...columnOf(place, isOpen)} />;
  const [symbol, word] = share === 1 ? ['✓', 'passed'] : share === 0 ? ['✗', 'failed'] : ['~', 'passed at times'];
  return (
    <td {...columnOf(place, isOpen)}>
      <span class={`cell small ${markOf(flips)}`} data-level={levelOf(share)} title={`${iteration}: ${word}`}>
        <span aria-hidden="true">{symbol}</span>
        <span class="unseen">{word}</span>
      </span>
    </td>
  );
}

/** Where a cell stands: columns are placed by their number, and those out of sight are missing. The names are column 1. */
export function columnOf(place: number, isOpen: boolean) {
  return { class: isOpen ? 'open' : '', style: { '--at': place }, 'aria-colindex': place + 2 };
}

/** 0 to 5, the steps of the ramp; −1 for what was not measured. */
function levelOf(share: number | null): number {
  if (share === null) return -1;
  return share === 1 ? 5 : Math.floor(5 * share);
}

/** Rings for flips, hatching for what is flaky. */
function markOf({ fixed, broken, flaky }: Cell): string {
  const marks = [fixed.length > 0 ? 'fixed' : '', broken.length > 0 ? 'broken' : '', flaky.length > 0 ? 'flaky' : ''];
  return marks.filter((mark) => mark !== '').join(' ');
}

function textOf({ trials, share }: Cell): string {
  const graded = trials.filter(({ passed }) => passed !== null);
  const [only] = graded;
  if (share === null) return '–';
  return graded.length === 1 && only !== undefined ? `${only.passed}/${only.total}` : `${Math.round(100 * share)}`;
}

function wordsOf(cell: Cell): string {
  const { trials, share, fixed, broken, flaky } = cell;
  const result =
    share === null ? `not measured (${trials[0]?.outcome ?? 'not ended'})` : `${Math.round(100 * share)} % passed`;
  const facts = [
    ...(trials.length > 1 ? [`${trials.length} trials`] : []),
    ...(fixed.length > 0 ? [`${fixed.length} fixed`] : []),
    ...(broken.length > 0 ? [`${broken.length} broken`] : []),
    ...(flaky.length > 0 ? [`${flaky.length} flaky`] : []),
  ];
  return [result, ...facts].join(', ');
}
