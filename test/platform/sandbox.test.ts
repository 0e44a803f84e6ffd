import { describe, expect, it } from 'vitest';
import { DEFAULT_CALL_LIMITS } from '../../src/core/call-limits.ts';
import { bwrapSandbox } from '../../src/platform/sandbox/bwrap.ts';
import { containerSandbox } from '../../src/platform/sandbox/container.ts';
import { mountsOf } from '../../src/platform/sandbox/mounts.ts';
import { noSandbox } from '../../src/platform/sandbox/none.ts';
import type { Reach, Sandbox } from '../../src/platform/sandbox/port.ts';

const COMMAND = { file: '/home/p/agent.js', args: ['--fast'], cwd: '/t/work', env: { PATH: '/usr/bin', TMPDIR: '/x' } };
const REACH: Reach = {
  readOnly: ['/home/p/agent.js', '/t/skill'],
  writable: ['/t/work', '/t/home'],
  hidden: ['/home/p/skill'],
  network: true,
};
const argv = (sandbox: Sandbox, changes: Partial<Reach> = {}): string => {
  const { file, args } = sandbox.confine(COMMAND, { ...REACH, ...changes });
  return [file, ...args].join(' ');
};

describe('what a command is shown', () => {
  it('is mounted from the outside inwards, so that the inner one holds', () => {
    const reach = { ...REACH, readOnly: ['/t/work/given', '/a'], writable: ['/t/work'], hidden: ['/a/b', '/c'] };
    expect(mountsOf(reach).map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      'ro /a',
      'hidden /a/b',
      'rw /t/work',
      'ro /t/work/given',
    ]);
  });

  it('is covered where it is hidden and lies in what the system shows', () => {
    expect(mountsOf({ ...REACH, hidden: ['/usr/src/skill'] }, ['/usr'])).toContainEqual({
      path: '/usr/src/skill',
      mode: 'hidden',
    });
  });
});

describe('no sandbox', () => {
  it('leaves a command as it is', () => {
    expect(noSandbox.confine(COMMAND, REACH)).toBe(COMMAND);
  });
});

describe('bwrap', () => {
  const bwrap = bwrapSandbox('/usr/bin/bwrap');

  it('shows the skill read-only and the folders of the call, and starts the command in its folder', () => {
    expect(argv(bwrap)).toMatch(/^\/usr\/bin\/bwrap --unshare-all --share-net --die-with-parent --ro-bind-try \/usr /);
    expect(argv(bwrap)).toContain('--ro-bind-try /t/skill /t/skill --bind-try /t/work /t/work');
    expect(argv(bwrap)).toMatch(/--chdir \/t\/work -- \/home\/p\/agent\.js --fast$/);
    expect(argv(bwrap)).not.toContain('/home/p/skill');
  });

  it('covers what is hidden in a folder that is shown', () => {
    expect(argv(bwrap, { readOnly: ['/home/p'] })).toContain('--ro-bind-try /home/p /home/p --tmpfs /home/p/skill');
  });

  it('cuts the network off', () => {
    expect(argv(bwrap, { network: false })).not.toContain('--share-net');
  });

  it('has a temporary folder of its own, unless that of the call is shown', () => {
    expect(bwrap.confine(COMMAND, REACH).env).toEqual({ PATH: '/usr/bin', TMPDIR: '/tmp' });
    const shown = { ...COMMAND, env: { TMPDIR: '/t/home/tmp' } };
    expect(bwrap.confine(shown, REACH).env).toEqual({ TMPDIR: '/t/home/tmp' });
  });
});

it('bwrap bounds its temporary folders where it can', () => {
  const bounded = bwrapSandbox('bwrap', { tmpBytes: 1000 });
  expect(argv(bounded)).toContain('--size 1000 --tmpfs /tmp --size 1000 --tmpfs /var/tmp');
});

describe('a container', () => {
  const container = containerSandbox({
    engine: '/usr/bin/podman',
    image: 'node:22',
    limits: { ...DEFAULT_CALL_LIMITS, processes: 50 },
  });

  it('mounts the skill read-only and the folders of the call', () => {
    expect(argv(container)).toMatch(/^\/usr\/bin\/podman run --rm --interactive --init --read-only /);
    expect(argv(container)).toContain('--volume /t/skill:/t/skill:ro --volume /t/work:/t/work --env');
    expect(argv(container)).toMatch(/--workdir \/t\/work node:22 \/home\/p\/agent\.js --fast$/);
  });

  it('gets variables by name, so that no value is in an argument', () => {
    const secret = { ...COMMAND, env: { API_KEY: 'hush' } };
    const { args, env } = container.confine(secret, REACH);
    expect(args).toContain('API_KEY');
    expect(args.join(' ')).not.toContain('hush');
    expect(env).toMatchObject({ API_KEY: 'hush' });
  });

  it('has its own programs of the system', () => {
    const { args } = container.confine(
      { ...COMMAND, file: '/usr/local/bin/claude' },
      { ...REACH, readOnly: ['/usr/bin'] },
    );
    expect(args.join(' ')).toMatch(/node:22 claude --fast$/);
    expect(args.join(' ')).not.toContain('/usr/bin:');
  });

  it('has the limits of a call, of threads ten for each process, and none where there are none', () => {
    expect(argv(container)).toContain('--tmpfs /tmp --memory 4000000000 --pids-limit 500 --cap-drop ALL');
    const free = containerSandbox({ engine: 'docker', image: 'x', limits: null });
    expect(argv(free)).toContain('--tmpfs /tmp --cap-drop ALL');
  });

  it('cuts the network off', () => {
    expect(argv(container, { network: false })).toContain('--network none');
  });
});
