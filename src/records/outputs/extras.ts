import type { Bundle } from './bundle.ts';

/** Records of the workspace that are copied as they are, by their names here. */
const COPIED = {
  'events.jsonl': 'extras/log.jsonl',
  'results.tsv': 'extras/results.tsv',
  'estimates.tsv': 'extras/estimates.tsv',
  'leaderboard.csv': 'extras/leaderboard.csv',
  'state.json': 'extras/state.json',
  'final.json': 'extras/final.json',
};

/** `extras/`: what the run noted of itself, and what it used. */
export async function writeExtras({ recorded, view, write }: Bundle): Promise<void> {
  for (const [from, to] of Object.entries(COPIED)) {
    const text = recorded.door.text(from);
    if (text !== null) await write(to, text);
  }
  await write('extras/usage.json', `${JSON.stringify({ schema_version: 1, ...view.state.spend }, null, 2)}\n`);
}
