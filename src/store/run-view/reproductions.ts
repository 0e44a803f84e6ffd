import { executorsOf } from '../../core/reproduction.ts';
import type { ViewedReproduction, ViewProblem } from '../../core/run-view.ts';
import { reproductionSchema } from '../../core/schema/reproduction.ts';
import type { Workspace } from '../layout.ts';
import { type Door, openDoor } from './door.ts';
import { viewText } from './text.ts';

/** The reproductions of a run, and what of them cannot be read. Never fails on what the files hold. */
export function readReproductions({ root }: Pick<Workspace, 'root'>): {
  readonly reproductions: readonly ViewedReproduction[];
  readonly problems: readonly ViewProblem[];
} {
  const door = openDoor(root);
  return { reproductions: viewedReproductions(door), problems: door.problems() };
}

/** The reproductions that came to their end, in their order. */
export function viewedReproductions(door: Door): readonly ViewedReproduction[] {
  const folders = door.folders('passes').filter((name) => /^reproduce-[1-9]\d*$/.test(name));
  return folders.flatMap((name) => {
    const record = door.record(`passes/${name}/reproduction.json`, reproductionSchema);
    if (record === null) return [];
    const { number, iteration, started_at, recorded, score, verdict } = record;
    const texts = { started_at: viewText(started_at), executor: viewText(executorsOf(record)) };
    return [{ number, iteration, ...texts, recorded, score, verdict }];
  });
}
