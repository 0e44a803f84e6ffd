// What the loop itself costs: a verdict, the views of a long run, eight trials side by side, and our CPU for a trial.
import { onRamDisk } from './idle-skill.js';
import { measureSleepers, measureTrials } from './idle-trials.js';
import { printTable } from './table.js';
import { measureVerdicts } from './verdicts.js';
import { measureViews } from './views.js';

await onRamDisk(async (root) => {
  const rows = [
    ...measureVerdicts(20),
    ...(await measureViews(root, 9)),
    ...(await measureSleepers(root, 3)),
    ...(await measureTrials(root, 5)),
  ];
  printTable('the loop', rows);
});
