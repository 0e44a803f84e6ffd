import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The word that every decoy says: it must never reach a model, a file, or a started program. */
export const DECOY = 'DECOY';

/**
 * Plants in a folder everything by which a client could meet it from a home or from a work folder below: skills (one
 * named like the skill under test), memory files, a hook, a command, an agent, variables and a server.
 */
export async function plantDecoys(folder: string, skillName: string): Promise<void> {
  const hook = { type: 'command', command: `echo ${DECOY}; touch '${join(folder, DECOY)}'` };
  const server = JSON.stringify({ mcpServers: { [DECOY]: { command: 'cat' } } });
  const skills = ['.claude', '.agents', '.gemini', '.codex', '.pi', '.pi/agent'].flatMap((place) =>
    [skillName, 'decoy'].map((name) => [`${place}/skills/${name}/SKILL.md`, headed(name)]),
  );
  const files: Readonly<Record<string, string>> = {
    ...Object.fromEntries(skills),
    ...geminiFiles(hook, server),
    ...codexFiles(join(folder, DECOY)),
    ...piFiles(join(folder, DECOY)),
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

function geminiFiles(hook: object, server: string): Readonly<Record<string, string>> {
  const settings = {
    ...JSON.parse(server),
    hooks: { SessionStart: [{ hooks: [hook] }] },
    context: { fileName: DECOY },
  };
  const variables = `GEMINI_SYSTEM_MD=${DECOY}\nGEMINI_MODEL=${DECOY}\n`;
  return {
    '.gemini/settings.json': JSON.stringify(settings),
    '.gemini/GEMINI.md': DECOY,
    '.gemini/.env': variables,
    '.gemini/commands/decoy.toml': `prompt = "${DECOY}"`,
    '.gemini/agents/decoy.md': headed('decoy'),
    '.gemini/extensions/decoy/gemini-extension.json': JSON.stringify({ name: 'decoy', version: '1.0.0' }),
    '.gemini/extensions/decoy/GEMINI.md': DECOY,
    'GEMINI.md': DECOY,
    '.env': variables,
  };
}

/** `trace` is what a program that is started leaves. */
function codexFiles(trace: string): Readonly<Record<string, string>> {
  return {
    '.codex/config.toml': `notify = ["touch", "${trace}"]\n[mcp_servers.${DECOY}]\ncommand = "touch"\nargs = ["${trace}"]\n`,
    '.codex/AGENTS.md': DECOY,
    '.codex/prompts/decoy.md': DECOY,
    'AGENTS.md': DECOY,
  };
}

function piFiles(trace: string): Readonly<Record<string, string>> {
  return {
    '.pi/SYSTEM.md': DECOY,
    '.pi/agent/SYSTEM.md': DECOY,
    '.pi/agent/APPEND_SYSTEM.md': DECOY,
    '.pi/agent/AGENTS.md': DECOY,
    '.pi/agent/prompts/decoy.md': DECOY,
    '.pi/agent/extensions/decoy.ts': `import { writeFileSync } from 'node:fs';\nexport default () => writeFileSync('${trace}', '');\n`,
  };
}

function headed(name: string): string {
  return `---\nname: ${name}\ndescription: ${DECOY}\n---\n${DECOY}\n`;
}
