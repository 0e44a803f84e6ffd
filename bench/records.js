// What records cost: recording beside a run, the tables of a long run, and training data of many long trials.
import { onRamDisk } from './idle-skill.js';
import { measureLongTables } from './long-tables.js';
import { measureRecording } from './recording.js';
import { printTable } from './table.js';
import { measureTrainingData } from './training-data.js';

await onRamDisk(async (root) => {
  printTable('records', [
    ...(await measureRecording(root, 15)),
    ...(await measureLongTables(root, 7)),
    ...(await measureTrainingData(root, 3)),
  ]);
});
