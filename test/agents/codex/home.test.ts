import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codexArguments } from '../../../src/agents/codex/arguments.ts';
import { codexConfig } from '../../../src/agents/codex/config.ts';
import { codexEnvironment } from '../../../src/agents/codex/environment.ts';
import { furnishHome } from '../../../src/agents/codex/home.ts';
import { misloaded, skillsIn } from '../../../src/agents/codex/visible.ts';
import { exists } from '../../../src/platform/exists.ts';
import { makeTrialFolder } from '../../support/trial-folder.ts';

describe('the home of a call of Codex', () => {
  test('holds our config, the login, the skill of an executor, and nothing else of the home', async () => {
    const folder = await makeTrialFolder();
    await folder.write('home/.codex/auth.json', '{"tokens":{}}');
    await folder.write('home/.codex/config.toml', 'model = "mine"');
    await folder.write('home/.codex/AGENTS.md', 'remember');
    await folder.write('skill/notes/SKILL.md', 'body');
    const skill = { name: 'notes', description: '', dir: join(folder.root, 'skill', 'notes') };
    const call = folder.call({ role: 'executor', skill, schema: { type: 'object' } });
    expect(await furnishHome({ HOME: folder.userHome }, call)).toMatchObject({ text: '{"tokens":{}}' });
    expect(await readFile(join(call.home, '.codex', 'config.toml'), 'utf8')).not.toContain('mine');
    expect(await readFile(join(call.home, '.agents', 'skills', 'notes', 'SKILL.md'), 'utf8')).toBe('body');
    expect((await stat(join(call.home, '.codex', 'auth.json'))).mode & 0o077).toBe(0);
    expect(await exists(join(call.home, '.codex', 'AGENTS.md'))).toBe(false);
    const args = codexArguments(call, 'gpt-5');
    expect(args.slice(-1)).toEqual(['-']);
    expect(args.join(' ')).toContain(`--sandbox workspace-write -C ${folder.cwd} --output-schema ${call.home}`);
  });

  test('holds no login where a variable carries it, nor a skill for a judge', async () => {
    const folder = await makeTrialFolder();
    await folder.write('home/.codex/auth.json', '{}');
    const call = folder.call({ role: 'judge' });
    expect(await furnishHome({ HOME: folder.userHome, OPENAI_API_KEY: 'k' }, call)).toBeNull();
    expect(await exists(join(call.home, '.codex', 'auth.json'))).toBe(false);
    expect(codexArguments(call, null).join(' ')).not.toMatch(/--model|--output-schema/);
  });
});

describe('the config of Codex', () => {
  test('asks the service that the variables name, with the key that they carry', () => {
    expect(codexConfig({ OPENAI_API_KEY: 'k' })).toContain(
      'base_url = "https://api.openai.com/v1"\nenv_key = "OPENAI_API_KEY"',
    );
    const other = { OPENAI_BASE_URL: 'http://x/v1', CODEX_API_KEY: 'k', OPENAI_API_KEY: 'k' };
    expect(codexConfig(other)).toContain('base_url = "http://x/v1"\nenv_key = "CODEX_API_KEY"');
    expect(codexConfig({ OPENAI_API_KEY: '', OPENAI_BASE_URL: 'http://x/v1' })).toContain(
      'requires_openai_auth = true',
    );
  });

  test('never holds a key', () => {
    expect(codexConfig({ OPENAI_API_KEY: 'sk-secret' })).not.toContain('sk-secret');
  });

  test('comes with an environment of ours: a temporary folder in the home, and no variable of theirs but the login', () => {
    const parent = {
      PATH: '/bin',
      HOME: '/home/ann',
      CODEX_HOME: '/home/ann/c',
      TMPDIR: '/tmp',
      OPENAI_API_KEY: 'k',
      GITHUB_TOKEN: 't',
    };
    const environment = codexEnvironment(parent, { home: '/t/home', passEnv: [], hidden: [] });
    const ours = { HOME: '/t/home', CODEX_HOME: '/t/home/.codex', TMPDIR: '/t/home/tmp' };
    expect(environment).toEqual({ PATH: '/bin', TERM: 'dumb', OPENAI_API_KEY: 'k', ...ours });
  });
});

describe('the skills that Codex would announce', () => {
  const shown = (text: string) => JSON.stringify([{ role: 'developer', content: [{ text }] }]);
  const text =
    '<skills_instructions>\n### Skill roots\n- `r0` = `/h/.agents/skills`\n### Available skills\n- notes: Takes\nnotes (well) (file: r0/notes/SKILL.md)\n- a:b: Else (file: /opt/b/SKILL.md)\n</skills_instructions>';

  test('are told with where they lie', () => {
    expect(skillsIn(shown(text))).toEqual([
      { name: 'notes', file: '/h/.agents/skills/notes/SKILL.md' },
      { name: 'a:b', file: '/opt/b/SKILL.md' },
    ]);
    expect(skillsIn(shown('no skills'))).toEqual([]);
    expect(skillsIn('error: unrecognized subcommand')).toBeNull();
  });

  test('must be the one under test and no other, wherever it lies', () => {
    const skill = { name: 'notes', description: '', dir: '/trial/skill/notes' };
    const call = { role: 'executor', skill, home: '/h' } as const;
    const ours = { name: 'notes', file: '/h/.agents/skills/notes/SKILL.md' };
    expect(misloaded(call, [ours])).toBeNull();
    expect(misloaded(call, null)).toBeNull();
    expect(misloaded(call, [])).toContain('skills visible: none');
    expect(misloaded(call, [{ name: 'notes', file: '/etc/codex/skills/notes/SKILL.md' }])).toContain('/etc/codex');
    expect(misloaded({ ...call, skill: null }, [ours])).toContain('wanted: only none');
    expect(misloaded({ ...call, role: 'judge' }, [ours])).toBeNull();
  });
});
