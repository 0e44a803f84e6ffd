import type { Findings } from '../../core/findings/findings.ts';
import type { RunView } from '../../core/run-view.ts';
import { shellWord } from '../shell-word.ts';
import type { Block, Fact } from './block.ts';

/** How commands name the two folders. */
export interface Places {
  readonly workspace: string;
  readonly skill: string;
}

/** For somebody in the folder that holds the workspace. */
export function placesOf({ run, workspace }: RunView): Places {
  const skill = run?.skill.path ?? '';
  const parent = workspace.path.slice(0, -workspace.name.length);
  const beside = skill.startsWith(parent) ? skill.slice(parent.length) : skill;
  return { workspace: workspace.name, skill: beside || workspace.name.replace(/-autoresearch$/, '') };
}

/** What a person may do now, the likeliest first. */
export function nextSteps(view: RunView, findings: Findings): readonly Block[] {
  return [{ type: 'commands', commands: nextCommands(view, findings) }];
}

/** The commands with their purposes. */
export function nextCommands(view: RunView, findings: Findings, places = placesOf(view)): readonly Fact[] {
  const { recommendation, failures, gain } = findings;
  const { best, workspace } = view;
  const at = `--workspace ${shellWord(places.workspace)}`;
  const skill = shellWord(places.skill);
  const apply: Fact = [`skillratchet apply ${at}`, `puts ${best} into the skill`];
  const submitted = view.certificates.some(({ kind }) => kind === 'submit');
  const submit: readonly Fact[] =
    findings.generalisation.type === 'not measured' && best !== null && best !== 'v0'
      ? [[`skillratchet submit ${at}`, 'asks the sealed evals, once, and ends the climb']]
      : [];
  const anew: Fact = [
    `skillratchet improve ${skill} ${at} --restart`,
    'begins anew: what is sealed in this run is no secret any more',
  ];
  const more: Fact = [
    `skillratchet improve ${skill} ${workspace.foreign ? '' : at} --iterations +5`.replace('  ', ' '),
    'tries more candidates',
  ];
  const goOn = submitted ? anew : more;
  const certify: Fact = [`skillratchet certify ${at}`, `asks whether ${best} is really better, with a certificate`];
  const lint: Fact = [`skillratchet lint ${skill}`, 'says what is wrong with the evals'];
  const look: readonly Fact[] = failures.slice(0, 1).map(({ eval_id, id }) => {
    return [`skillratchet show ${best?.slice(1)}/${shellWord(eval_id)} ${at}`, `shows how ${id} fails`];
  });
  // Sealed evals have said more than a certificate could.
  const isOpen = best !== null && best !== 'v0' && gain.evidence !== 'shown' && !submitted;
  switch (recommendation.action) {
    case 'apply':
      return [apply, ...submit, ...look, goOn];
    case 'continue':
      return [goOn, ...look];
    case 'reject':
      return [lint, ...look, goOn];
    case 'investigate':
      return [...(isOpen ? [certify] : []), ...submit, ...look, lint];
  }
}
