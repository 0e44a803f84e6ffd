import { executorsOf } from '../../core/reproduction.ts';
import type { ViewedReproduction } from '../../core/run-view.ts';
import { reproductionSchema } from '../../core/schema/reproduction.ts';
import type { Door } from './door.ts';
import { viewText } from './text.ts';

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
