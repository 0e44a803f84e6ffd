import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DECOY } from './claude-decoys.ts';

/**
 * Plants in a folder what Codex and pi could meet from a home or from a work folder below: skills (one named like the
 * skill under test), memory files, settings with a hook and a server, an extension, rules and prompts.
 */
export async function plantAgentDecoys(folder: string, skillName: string): Promise<void> {
  const skills = ['.agents', '.codex', '.pi', '.pi/agent'].flatMap((place) => [
    [`${place}/skills/${skillName}/SKILL.md`, headed(skillName)],
    [`${place}/skills/decoy/SKILL.md`, headed('decoy')],
  ]);
  const touch = join(folder, DECOY);
  const files: readonly (readonly string[])[] = [
    ...skills,
    ['AGENTS.md', DECOY],
    ['.codex/AGENTS.md', DECOY],
    [
      '.codex/config.toml',
      `notify = ["touch", "${touch}"]\n[mcp_servers.${DECOY}]\ncommand = "touch"\nargs = ["${touch}"]\n`,
    ],
    ['.codex/prompts/decoy.md', DECOY],
    ['.pi/agent/AGENTS.md', DECOY],
    ['.pi/agent/APPEND_SYSTEM.md', DECOY],
    ['.pi/SYSTEM.md', DECOY],
    ['.pi/agent/SYSTEM.md', DECOY],
    [
      '.pi/agent/extensions/decoy.ts',
      `import { writeFileSync } from 'node:fs'; writeFileSync('${touch}', '');\nexport default () => {};\n`,
    ],
    ['.pi/agent/prompts/decoy.md', DECOY],
  ];
  for (const [path = '', text = ''] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function headed(name: string): string {
  return `---\nname: ${name}\ndescription: ${DECOY}\n---\n${DECOY}\n`;
}
