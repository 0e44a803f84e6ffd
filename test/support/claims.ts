import { inProcess } from './commands.ts';

/** Scores that the commands show as measured, by where they stand: the highest number is 1, an empty cell says nothing. */
export type Claims = ReadonlyMap<string, number>;

interface Looked {
  readonly claims: Claims;
  /** Commands that ended as only a bug does, with what they said. */
  readonly crashes: readonly string[];
}

/** Asks every command that reads a workspace; `iterations` are looked at one by one. */
export async function lookAt(workspace: string, iterations: number): Promise<Looked> {
  const crashes: string[] = [];
  const claims = new Map<string, number>();
  const ask = async (...args: readonly string[]): Promise<Json> => {
    const { code, stdout, stderr } = await inProcess(workspace, ...args);
    if (code === 1) crashes.push(`${args.join(' ')}: ${stderr}`);
    return code === 0 && args.includes('--json') ? JSON.parse(stdout) : null;
  };
  const claim = (place: string, value: unknown): void => {
    const number = typeof value === 'string' && value === '' ? Number.NaN : Number(value ?? Number.NaN);
    if (!Number.isNaN(number)) claims.set(place, number);
  };
  const log = await ask('log', '--json');
  for (const { iteration, score, best_score, action } of log?.rows ?? []) {
    claim(`log ${iteration}`, score);
    claim(`log ${iteration} best`, best_score);
    claim(`log ${iteration} kept`, action === 'reverted' ? 0 : 1);
  }
  claim('status', (await ask('status', '--json'))?.last?.best_score);
  for (let number = 0; number < iterations; number += 1) {
    const shown = await ask('show', String(number), '--json');
    claim(`show ${number}`, shown?.metrics?.score);
    claim(`show ${number} best`, shown?.iteration?.row?.best_score);
    claim(`show ${number} kept`, shown?.decision === 'keep' ? 1 : 0);
    for (const { eval_id, passed, total } of shown?.metric_history ?? []) {
      if (passed !== null) claim(`show ${number}/${eval_id}`, passed / total);
      await ask('show', `${number}/${eval_id}`);
    }
    await ask('show', String(number));
  }
  const compared = await ask('compare', '0', '1', '--json');
  claim('compare 0', compared?.metric_diff?.score?.a);
  claim('compare 1', compared?.metric_diff?.score?.b);
  for (const args of [['log'], ['status'], ['compare', '0', '1'], ['diff', 'v0', 'best', '--stat']]) await ask(...args);
  return { claims, crashes };
}

type Json = ReturnType<typeof JSON.parse>;

/** The claims that are higher than before, and those that were not made before. */
export function raised(before: Claims, now: Claims): readonly string[] {
  return [...now].flatMap(([place, value]) => {
    const was = before.get(place);
    return was !== undefined && value <= was ? [] : [`${place}: ${was} -> ${value}`];
  });
}
