import { Command } from 'commander';
import { type CiFlags, withCiFlags } from '../ci-options.ts';
import type { Shell } from '../shell.ts';

interface ReportFlags extends CiFlags {
  readonly workspace?: string;
  readonly to?: string;
  readonly plots?: string | true;
  readonly pdf?: string | true;
  readonly html?: string | true;
  readonly artifacts?: string;
  readonly run?: string;
  readonly json?: boolean;
}

export function reportCommand(shell: Shell): Command {
  const command = new Command('report')
    .description('write what came of a run: verdict, gains, what was kept and why, what still fails, what next')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .option('--to <FILE>', 'write the report there (default: report.md in the workspace; - is standard output)')
    .option('--plots [DIR]', 'write its pictures as SVG files (default: plots in the workspace)')
    .option('--pdf [FILE]', 'write it as PDF too (default: report.pdf in the workspace)')
    .option('--html [FILE]', 'write the page of the run as one file too (default: dashboard.html in the workspace)');
  return withCiFlags(command)
    .option(
      '--artifacts <DIR>',
      'with --html: the page alone, made from what export artifacts wrote, without a workspace',
    )
    .option('--run <ID>', 'the run of the artifacts (default: the one that was decided last)')
    .option('--json', 'print one JSON document on standard output, and write only what other flags ask for')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, flags: ReportFlags) => {
      if (flags.artifacts !== undefined || flags.run !== undefined) {
        const { writeArtifactsPage } = await import('../artifacts-page.ts');
        return writeArtifactsPage(shell, { ...flags, folder });
      }
      const { writeReport } = await import('../report-of.ts');
      await writeReport(shell, flags.workspace ?? folder, flags);
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet report
  $ skillratchet report ./my-skill --pdf --plots
  $ skillratchet report --html           what view shows, as one file
  $ skillratchet report --html page.html --artifacts ./artifacts
  $ skillratchet report --to - | less
  $ skillratchet report --junit junit.xml --summary summary.md
  $ skillratchet report --json`;
