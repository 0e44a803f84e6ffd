import type { Agent } from '../port.ts';
import { callGemini } from './attempt.ts';
import { type GeminiOptions, type Installation, listSkills, lookAtInstallation, moveIn } from './installation.ts';

/** Gemini CLI, run headless with the prompt on standard input and a stream of JSON lines as output. */
export function createGemini(options: GeminiOptions): Agent {
  let looked: Promise<Installation> | null = null;
  const installation = (): Promise<Installation> => {
    looked ??= lookAtInstallation(options);
    return looked;
  };
  return {
    name: 'gemini',
    needsNetwork: true,
    costUntilEnd: true,
    skillPlace: (name) => `skill/${name}`,
    async identify() {
      return { name: 'gemini', version: (await installation()).version, model: options.model };
    },
    async announced(call) {
      const installed = await installation();
      await moveIn(installed, options.environment, call);
      return listSkills(installed.file, options.environment, call);
    },
    run: async (call) => callGemini(options, await installation(), call),
  };
}
