import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { sftAt } from '../../store/artifacts-layout.ts';
import { imRecord, type Sample, scoreOf } from './im.ts';
import { datasetInfo, type LfStyle, lfRecord } from './lf.ts';
import { countStats } from './stats.ts';

/** A data set that is being written, one sample after the other, so that memory is that of one. */
export interface Dataset {
  add(sample: Sample): void;
  /** Writes what is said of all of them; returns how many there are. */
  close(signature: string): number;
}

/** Begins a data set in a new folder. */
export function openDataset(dir: string, { job, ...style }: LfStyle & { readonly job: string }): Dataset {
  const place = sftAt(dir);
  const [messages, records] = [openSync(place.messages, 'w'), openSync(place.records, 'w')];
  const stats = countStats();
  let count = 0;
  return {
    add(sample) {
      const { record, text } = lfRecord(sample, style);
      writeSync(messages, `${JSON.stringify(imRecord(sample))}\n`);
      writeSync(records, `${count === 0 ? '[\n' : ',\n'}${indented(record)}`);
      const { dialogue, trial } = sample;
      stats.add({ text, dialogue, score: scoreOf(sample).composite_score, scaffold: trial.record.agent.name });
      count += 1;
    },
    close(signature) {
      writeSync(records, count === 0 ? '[]\n' : '\n]\n');
      for (const file of [messages, records]) closeSync(file);
      const writeJson = (path: string, value: unknown) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
      writeJson(place.stats, stats.result());
      writeJson(place.dataset, datasetInfo(job, basename(place.records), style));
      writeJson(place.signature, { schema_version: 1, signature });
      return count;
    },
  };
}

/** An element of an array with an indent of four. */
function indented(record: unknown): string {
  return JSON.stringify(record, null, 4).replaceAll(/^/gm, '    ');
}
