import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { setScene } from '../support/scene.ts';
import { HAS_TERMINALS, onTerminal } from '../support/terminal.ts';
import { resultsOf } from '../support/workspace-files.ts';

describe.skipIf(!HAS_TERMINALS)('improve on a terminal (needs python3)', () => {
  it('shows what is under way and its keys; q ends the run with the iteration under way, and it goes on', async () => {
    const scene = await setScene();
    const flags = ['improve', 'plan', '--agent', scripted('plan'), '--rule', 'strict', '--iterations', '3'];
    const env = { PATH: process.env.PATH ?? '', HOME: scene.temp, TERM: 'xterm', PYTHONDONTWRITEBYTECODE: '1' };
    const asked = { question: 'iteration 1', answer: 'doq' };
    const { code, said } = await onTerminal(flags, asked, { cwd: scene.root, env });
    expect(said).toContain('q stop after this · p pause · d diff · o page');
    expect(said).toContain('Stopping after what is under way; Ctrl-C stops sooner.');
    expect(said).toMatch(/The page of this run: http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\//);
    expect(said).not.toContain('bug');
    expect(code).toBe(130);
    const rows = async () => (await resultsOf(scene.workspace)).trimEnd().split('\n').length - 1;
    expect(await rows()).toBeLessThan(4);
    expect((await scene.run(flags)).code).toBe(0);
    expect(await rows()).toBe(4);
  });
});
