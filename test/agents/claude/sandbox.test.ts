import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClaude } from '../../../src/agents/claude/agent.ts';
import { skillPlace } from '../../../src/agents/claude/arguments.ts';
import { confinerOf } from '../../../src/loop/confine.ts';
import { openSandbox } from '../../../src/platform/sandbox/open.ts';
import { noBwrap } from '../../support/bwrap.ts';
import { realClient } from '../../support/clients.ts';
import { plantDecoys } from '../../support/decoys.ts';
import { startModelServer } from '../../support/model-server/server.ts';
import { installNotes, makeTrialFolder } from '../../support/trial-folder.ts';

const client = await realClient('claude');

/** What its shell sees of the home and of the skill, and whether it can write there. */
const LOOK = 'ls -A "$PERSON" "$PERSON/.claude"; touch "$SKILL/x"; cat "$PERSON/../diary"';

describe.skipIf(client === null || noBwrap !== null)('Claude Code behind bwrap', () => {
  test.each([
    ['a key', { ANTHROPIC_API_KEY: 'key' }, []],
    ['a login in the home', {}, ['.claude', '.claude.json', '.credentials.json']],
  ])('with %s does its work and sees of the home what the login needs', async (_, login, seen) => {
    const server = await startModelServer(({ turn, cwd }) => {
      if (turn === 0) return { tools: [{ name: 'Skill', input: { skill: 'notes' } }] };
      if (turn === 1)
        return { tools: [{ name: 'Bash', input: { command: `{ ${LOOK}; } > '${cwd}/seen.txt' 2>&1; true` } }] };
      return { text: 'Done.' };
    });
    onTestFinished(() => server.close());
    const folder = await makeTrialFolder();
    const person = folder.userHome;
    await plantDecoys(person, 'notes');
    const claudeAiOauth = { accessToken: 't', refreshToken: 'r', expiresAt: 4e12, scopes: ['user:inference'] };
    await folder.write('home/.claude/.credentials.json', JSON.stringify({ claudeAiOauth }));
    await folder.write('diary', 'dear');
    const [skill, home] = [await installNotes(folder, { skillPlace }), join(folder.root, 'empty')];
    await mkdir(home);
    const environment = {
      ...{ PATH: process.env.PATH, HOME: person, ANTHROPIC_BASE_URL: server.url, ...login },
      ...{ PERSON: person, SKILL: skill.dir },
    };
    const place = { role: 'executor', cwd: folder.cwd, home, skill } as const;
    const sandbox = await openSandbox('bwrap', process.env.PATH ?? '');
    const call = folder.call({
      ...place,
      passEnv: ['PERSON', 'SKILL'],
      confine: confinerOf({ sandbox, hidden: [], offline: false }, place),
    });
    const answer = await createClaude({ model: null, executable: client ?? '', environment }).run(call);
    expect(answer).toMatchObject({ end: { type: 'completed' }, activation: { used: true, visible: ['notes'] } });
    const text = await readFile(join(folder.cwd, 'seen.txt'), 'utf8');
    expect(text.split('\n').filter((line) => line.startsWith('.') && line !== '.cache')).toEqual(seen);
    expect(text).toContain('Read-only file system');
    expect(text).not.toContain('dear');
  });
});
