import { chmod, rm, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/dashboard/fingerprint.ts';
import { createSource } from '../../src/dashboard/source.ts';
import type { Workspace } from '../../src/store/layout.ts';
import { useTempFolder } from '../platform/temp.ts';
import { FOREIGN_RESULTS, foreignWorkspace } from '../support/foreign-workspace.ts';

const temp = useTempFolder();
let workspace: Workspace;

beforeEach(async () => {
  workspace = await foreignWorkspace(temp());
});

const oneMore = () =>
  writeFile(workspace.results, `${FOREIGN_RESULTS}\r\n3\t2025-01-15T10:45:00Z\t0.9\t0.9\tkept\tMore`);

describe('the source of a page', () => {
  it('reads the workspace once for all who ask at a time, and again when it has changed', async () => {
    const source = createSource(workspace, '1.2.3');
    const [first, second] = await Promise.all([source.data(), source.data()]);
    expect(first).toBe(second);
    expect(await source.data()).toBe(first);
    await oneMore();
    expect(JSON.parse(await source.data()).view.iterations).toHaveLength(4);
  });

  it('names the workspace, and gives null for a part that is none', async () => {
    const source = createSource(workspace, '1.2.3');
    expect(source.title).toBe('theirs-autoresearch – skillratchet');
    expect(await source.part('trial/iteration-1/eval-1')).toContain('Do it.');
    expect(await source.part('trial/iteration-1/eval-1/trial-7')).toBeNull();
  });

  it('shows what is left when the workspace goes away', async () => {
    const source = createSource(workspace, '1.2.3');
    await source.data();
    await rm(workspace.root, { recursive: true });
    expect(JSON.parse(await source.data()).view).toMatchObject({ best: null, iterations: [] });
  });
});

describe('the fingerprint of a workspace', () => {
  it('stays while nothing happens, and changes with a row, an event or a new iteration', async () => {
    const first = await fingerprintOf(workspace);
    expect(await fingerprintOf(workspace)).toBe(first);
    await oneMore();
    const second = await fingerprintOf(workspace);
    expect(second).not.toBe(first);
    await writeFile(workspace.events, '{}\n');
    expect(await fingerprintOf(workspace)).not.toBe(second);
  });

  it('is one even of what cannot be read', async () => {
    await chmod(workspace.root, 0o000);
    const closed = await fingerprintOf(workspace);
    await chmod(workspace.root, 0o755);
    expect(closed).toMatch(/^\d+@\S+/);
  });
});
