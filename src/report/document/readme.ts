import type { Findings } from '../../core/findings/findings.ts';
import type { RunView } from '../../core/run-view.ts';
import { type Block, type Fact, heading, paragraph, section } from './block.ts';
import { generalisationBlocks } from './generalisation.ts';
import { nextSteps } from './next.ts';
import { directionBlocks, standingBlocks } from './tried.ts';
import { verdictText } from './verdict.ts';

/** By which a file is known as one of ours; it says so to people too. */
export const WRITTEN_ANEW = 'skillratchet writes this file anew whenever a run ends or stops';

/** Iterations that are listed; the report has all. */
const RANKED = 10;

/** `README.md` of a workspace: what came of the run, for somebody who finds the folder. `files` are there, each with what it is. */
export function workspaceReadme(view: RunView, findings: Findings, files: readonly Fact[]): readonly Block[] {
  const { action, reason } = findings.recommendation;
  const name = view.run?.skill.name ?? view.workspace.name;
  return [
    heading(1, `What came of improving ${name}`),
    { type: 'paragraph', text: verdictText(view, findings), strong: true },
    paragraph(
      `Best overall: ${view.best ?? 'none yet'}. Recommended: ${action}, as ${reason}; class ${findings.class}.`,
    ),
    ...section('Ranking', standingBlocks(findings.standings, RANKED)),
    ...section('Directions', directionBlocks(findings.directions)),
    ...section('Does it generalise?', view.best === null ? [] : generalisationBlocks(findings)),
    ...section('Next', [
      paragraph('Commands are for the folder in which this one lies.'),
      ...nextSteps(view, findings),
    ]),
    ...section('What lies here', files.length === 0 ? [] : [{ type: 'commands', commands: files }]),
    paragraph(`${WRITTEN_ANEW}; nothing is read from it.`),
  ];
}
