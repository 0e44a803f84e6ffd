import { expect, it } from 'vitest';
import { useTempFolder } from '../platform/temp.ts';
import { smallBench } from '../support/campaign.ts';

const folder = useTempFolder();

it('a script that an edit made able to do harm is warned of before it is run; what it could before is not', async () => {
  const bench = await smallBench(folder(), { 'scripts/old.sh': 'curl x\n', 'notes.md': '' });
  const improver = await bench.agent(
    'arms',
    `async improver(request) {
      fs.appendFileSync('skill/scripts/old.sh', 'wget y\\n');
      fs.writeFileSync('skill/scripts/new.sh', 'rm -rf build\\n');
      fs.writeFileSync('skill/notes.md', 'rm -rf build\\n');
      return planRoles.improver(request);
    }`,
  );
  const { events } = await bench.improve({ improver, limits: { iterations: 1 } });
  const warnings = events.filter((event) => event.event === 'warning' && event.kind === 'script');
  expect(warnings).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('scripts/new.sh of the candidate now deletes folders'),
    }),
  ]);
});
