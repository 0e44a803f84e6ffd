import { Command } from 'commander';
import { UserError } from '../../core/errors.ts';
import { groupedBy } from '../../core/grouped.ts';
import { headlineDocument } from '../headline-in.ts';
import { whole } from '../option-values.ts';
import type { Shell } from '../shell.ts';

interface LogFlags {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly reverse?: boolean;
  readonly last?: number;
  readonly chart?: boolean;
}

export function logCommand(shell: Shell): Command {
  return new Command('log')
    .description('show the progression: every iteration with score, best score, action and change')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .option('--chart', 'with a chart, also where standard output is no terminal')
    .option('--no-chart', 'without the chart')
    .addOption(whole('-n, --last <N>', 'only the last N iterations', { least: 1 }))
    .option('--reverse', 'newest first')
    .option('--csv', 'print the rows as CSV on standard output')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  $ skillratchet log\n  $ skillratchet log -n 10 --reverse\n  $ skillratchet log ./my-skill --csv > climb.csv',
    )
    .action(async (folder: string | undefined, flags: LogFlags) => {
      if (flags.csv && flags.json) throw new UserError('usage', 'A log is printed as --csv or as --json, not as both.');
      const { readResults } = await import('../results-in.ts');
      const results = await readResults(shell, flags.workspace ?? folder);
      const shown = results.entries.slice(-(flags.last ?? results.entries.length));
      const rows = flags.reverse ? shown.toReversed() : shown;
      if (flags.json) return shell.print(JSON.stringify(logDocument(results, rows)));
      if (flags.csv) return shell.print((await csvOf(rows)).trimEnd());
      shell.print(
        await logText(shell, { ...results, rows, shown, chart: flags.chart ?? Number.isFinite(shell.columns) }),
      );
    });
}

type Results = Awaited<ReturnType<typeof import('../results-in.ts').readResults>>;
type Entries = Results['entries'];

function logDocument(results: Results, rows: Entries) {
  const { estimates, headline, noise, levels, forked } = results;
  const by_agent = agentsOf(results, rows);
  const numbers = new Set(rows.map(({ row }) => row.iteration));
  return {
    rows: rows.map(({ row }) => row),
    estimates: estimates.filter(({ iteration }) => numbers.has(iteration)),
    ...(by_agent.length === 0 ? {} : { by_agent }),
    ...headlineDocument(headline),
    noise,
    levels,
    forked_from: forked,
  };
}

/** What each agent scored in these rows, in their order. */
function agentsOf({ by_agent }: Pick<Results, 'by_agent'>, rows: Entries) {
  const own = groupedBy(by_agent, ({ iteration }) => iteration);
  return rows.flatMap(({ row }) => own.get(row.iteration) ?? []);
}

/** The six columns of `results.tsv`. */
async function csvOf(rows: Entries): Promise<string> {
  const { csvOf: csv } = await import('../../core/csv.ts');
  const columns = ['iteration', 'timestamp', 'score', 'best_score', 'action', 'changelog'] as const;
  return csv(
    columns,
    rows.map(({ row }) => columns.map((column) => row[column])),
  );
}

interface ShownLog extends Pick<Results, 'by_agent' | 'headline' | 'noise' | 'levels' | 'forked'> {
  /** As they are listed, and in the order in which they were made. */
  readonly rows: Entries;
  readonly shown: Entries;
  readonly chart: boolean;
}

async function logText(shell: Shell, shownLog: ShownLog): Promise<string> {
  const { rows, shown, chart, headline, noise, levels, forked } = shownLog;
  const { forkedSentence } = await import('../../report/forked.ts');
  const { harmless } = await import('../../report/text.ts');
  const { wrapped } = await import('../../report/fact-lines.ts');
  const { headlineLines } = await import('../../report/headline.ts');
  const { renderAgentTable } = await import('../../report/agent-table.ts');
  const { renderLog } = await import('../../report/log-table.ts');
  const { renderLogChart } = await import('../../report/log-chart.ts');
  const { noiseLine } = await import('../../report/noise.ts');
  const parts = [
    renderLog(rows, shell),
    renderAgentTable(agentsOf(shownLog, rows), shell),
    chart ? renderLogChart(shown, { columns: shell.columns, paint: shell.paint, levels }) : '',
    headline === null ? '' : headlineLines(headline).join('\n'),
    noise === null ? '' : wrapped(noiseLine(noise), shell.columns).join('\n'),
    forked === null ? '' : harmless(forkedSentence(forked)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
