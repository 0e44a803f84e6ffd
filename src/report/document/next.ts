import type { Findings } from '../../core/findings/findings.ts';
import type { RunView } from '../../core/run-view.ts';
import { shellWord } from '../shell-word.ts';
import type { Block, Fact } from './block.ts';

/** What a person may do now, the likeliest first. */
export function nextSteps(view: RunView, findings: Findings): readonly Block[] {
  return [{ type: 'commands', commands: nextCommands(view, findings) }];
}

/** The commands with their purposes. */
export function nextCommands(view: RunView, { recommendation, failures, gain }: Findings): readonly Fact[] {
  const { best, run, workspace } = view;
  const at = `--workspace ${shellWord(workspace.name)}`;
  const skill = shellWord(run?.skill.name ?? workspace.name.replace(/-autoresearch$/, ''));
  const apply: Fact = [`skillratchet apply ${at}`, `puts ${best} into the skill`];
  const goOn: Fact = [
    `skillratchet improve ${skill} ${workspace.foreign ? '' : at} --iterations +5`.replace('  ', ' '),
    'tries more candidates',
  ];
  const certify: Fact = [`skillratchet certify ${at}`, `asks whether ${best} is really better, with a certificate`];
  const lint: Fact = [`skillratchet lint ${skill}`, 'says what is wrong with the evals'];
  const look: readonly Fact[] = failures.slice(0, 1).map(({ eval_id, id }) => {
    return [`skillratchet show ${best?.slice(1)}/${shellWord(eval_id)} ${at}`, `shows how ${id} fails`];
  });
  switch (recommendation.action) {
    case 'apply':
      return [apply, ...look, goOn];
    case 'continue':
      return [goOn, ...look];
    case 'reject':
      return [lint, ...look, goOn];
    case 'investigate':
      return [...(best === null || best === 'v0' || gain.evidence === 'shown' ? [] : [certify]), ...look, lint];
  }
}
