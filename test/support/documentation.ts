import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { PROGRAM, ROOT } from './cli.ts';

/** The fenced blocks of a language in a page. */
export async function blocks(page: string, language: string): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1] ?? '');
}

/** Puts `my-skill` and `my-agent` into a folder, which the documentation takes for granted. */
export async function plantSkill(folder: string): Promise<void> {
  const skill = join(folder, 'my-skill');
  await cp(join(ROOT, 'fixtures/skills/release-notes'), skill, { recursive: true });
  const text = await readFile(join(skill, 'SKILL.md'), 'utf8');
  await writeFile(join(skill, 'SKILL.md'), text.replace('name: release-notes', 'name: my-skill'));
  await symlink(join(ROOT, 'fixtures/agents/demo/agent.js'), join(folder, 'my-agent'));
}

/** Runs shell lines in a folder, with the built program as `skillratchet` and without Claude Code. */
export async function runShell(folder: string, lines: string) {
  const bin = join(folder, 'bin');
  const temp = join(folder, 'tmp');
  for (const path of [bin, temp]) await mkdir(path, { recursive: true });
  await writeFile(join(bin, 'skillratchet'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  await chmod(join(bin, 'skillratchet'), 0o755);
  const env = { PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder, TMPDIR: temp, DEMO_PACE: '0' };
  return execa('bash', ['-euo', 'pipefail', '-c', lines], { cwd: folder, env, extendEnv: false, reject: false });
}
