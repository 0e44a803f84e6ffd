import { join } from 'node:path';
import type { ModelScript } from '../../support/model-server/server.ts';
import type { AgentUnderTest } from './descriptor.ts';
import type { AgentScene } from './scene.ts';

/** A model that loads the skill `notes`, writes notes.txt, and says that it is done: three requests. */
export function takeNotes({ tools }: Pick<AgentUnderTest, 'tools'>, { skill }: Pick<AgentScene, 'skill'>): ModelScript {
  return ({ turn, cwd }) => {
    if (turn === 0) return { tools: [tools.useSkill(skill.name, skill.dir)] };
    return turn === 1 ? { tools: [tools.write(join(cwd, 'notes.txt'), 'noted')] } : { text: 'Done.' };
  };
}
