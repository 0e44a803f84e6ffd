import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The word that every decoy says: it must never reach a model, a file, or a started program. */
export const DECOY = 'DECOY';

/**
 * Plants in a folder everything by which Claude Code could meet it from a home or from a work folder below: skills
 * (one named like the skill under test), memory files, a hook, a command, an agent and a server.
 */
export async function plantDecoys(folder: string, skillName: string): Promise<void> {
  const hook = { type: 'command', command: `echo ${DECOY}; touch '${join(folder, DECOY)}'` };
  const server = JSON.stringify({ mcpServers: { [DECOY]: { command: 'cat' } } });
  const files = {
    [`.claude/skills/${skillName}/SKILL.md`]: headed(skillName),
    '.claude/skills/decoy/SKILL.md': headed('decoy'),
    '.claude/settings.json': JSON.stringify({ hooks: { SessionStart: [{ hooks: [hook] }] } }),
    '.claude/CLAUDE.md': DECOY,
    '.claude/commands/decoy.md': DECOY,
    '.claude/agents/decoy.md': headed('decoy'),
    'CLAUDE.md': DECOY,
    '.mcp.json': server,
    '.claude.json': server,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function headed(name: string): string {
  return `---\nname: ${name}\ndescription: ${DECOY}\n---\n${DECOY}\n`;
}
