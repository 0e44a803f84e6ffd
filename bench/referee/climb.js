import { makespan } from './clock.js';
import { propose } from './improver.js';
import { gradedTruth, heldOutTruth, runTrial } from './world.js';

/**
 * A climb plays the loop of `improve` in simulated time. The verdicts are those of a production rule, called as the
 * ledger calls it; a test plays both and compares them.
 *
 * @typedef {import('./world.js').World} World
 * @typedef {import('./world.js').Version} Version
 * @typedef {import('../../src/core/referee/port.ts').Verdict} Verdict
 * @typedef {import('../../src/core/referee/port.ts').Ruling} Ruling
 * @typedef {import('../../src/core/referee/port.ts').Slot} Slot
 * @typedef {import('../../src/core/referee/port.ts').Measurement} Measurement
 * @typedef {import('../../src/core/referee/port.ts').ArmPlan} ArmPlan
 * @typedef {import('../../src/core/referee/port.ts').ArmAtLook} ArmAtLook
 * @typedef {import('../../src/core/referee/port.ts').Rule<any>} Rule
 *
 * @typedef {object} Policy How candidates are judged.
 * @property {string} name
 * @property {number} proposals Candidates side by side.
 * @property {number} trials Trials of an eval in a pass.
 * @property {(world: World) => Rule} [open] A production rule for a world.
 * @property {(gain: number) => boolean} [oracle] Instead of a rule: decides by the true gain, at the cost of one pass.
 *
 * @typedef {object} Spent What a climb has cost and decided so far.
 * @property {number} trials Failed attempts and the improver's cost included.
 * @property {readonly number[]} minutes Of trials, for each of `CONCURRENCIES`.
 * @property {number} calls Times one waited for the improver; calls side by side count once.
 * @property {number} keeps
 * @property {number} harmfulKeeps Those after which the skill did worse on unseen evals.
 *
 * @typedef {object} Stand
 * @property {number} gain True gain of the incumbent on unseen evals over v0, with the model of the moment.
 * @property {number | null} believed What the rule says of the incumbent on these evals.
 * @property {number} graded What passes over these evals would give on average.
 * @property {Version} version
 * @property {boolean} drifted
 *
 * @typedef {Spent & Stand} Point Where a climb stands after a batch.
 *
 * @typedef {ArmAtLook & { results: { slot: Slot, measurement: Measurement }[], look: number, version: Version,
 *   name: number | string, verdict: Verdict | null }} Arm
 * @typedef {{ world: World, policy: Policy, drifted: boolean, rule: Rule | null, standing: any, version: Version,
 *   truth: number, v0: number }} Run
 */

export const CONCURRENCIES = [4, 12];
/** No climb goes on for ever, however cheap its verdicts. */
const MOST_PROPOSALS = 20_000;

/**
 * Climbs until `done` says so.
 * @param {World} world
 * @param {Policy} policy
 * @param {(point: Point) => boolean} done
 * @returns {readonly Point[]}
 */
export function climb(world, policy, done) {
  const half = (world.spec.evals * PASSES) / 2;
  let run = openRun(world, policy, { drifted: false, version: world.start });
  const course = [measureIncumbent(run, NOTHING_SPENT)];
  for (let proposed = 0; proposed < MOST_PROPOSALS; ) {
    const last = course[course.length - 1];
    if (last === undefined || done(last)) break;
    if (world.spec.drift && !last.drifted && last.trials >= half) {
      run = openRun(world, policy, { drifted: true, version: last.version });
      course.push(measureIncumbent(run, last));
      continue;
    }
    course.push(iterate(run, last, proposed));
    proposed += policy.proposals;
  }
  return course;
}

/** Complete passes that a budget pays for. */
export const PASSES = 30;

const NOTHING_SPENT = { trials: 0, minutes: CONCURRENCIES.map(() => 0), calls: 0, keeps: 0, harmfulKeeps: 0 };

/**
 * An epoch of a climb: what was believed under another model is not believed under this one.
 * @param {World} world
 * @param {Policy} policy
 * @param {{ drifted: boolean, version: Version }} from
 * @returns {Run}
 */
function openRun(world, policy, { drifted, version }) {
  const rule = policy.open?.(world) ?? null;
  return {
    world,
    policy,
    drifted,
    rule,
    standing: rule?.start ?? null,
    version,
    truth: heldOutTruth(world, version, drifted),
    v0: heldOutTruth(world, world.start, drifted),
  };
}

/**
 * @param {Run} run
 * @param {Spent} spent
 */
function measureIncumbent(run, spent) {
  const name = run.drifted ? 'baseline of the new model' : 'baseline';
  const arm = openArm(
    run,
    { id: 'baseline', purpose: 'baseline', iteration: 0, batch: 0 },
    { version: run.version, name },
  );
  const cost = runArms(run, [arm]);
  settle(run, arm);
  return pointAfter(run, spent, { ...cost, calls: 0, keeps: 0, harmfulKeeps: 0 });
}

/**
 * A batch of proposals from the same incumbent, judged side by side.
 * @param {Run} run
 * @param {Point} last
 * @param {number} proposed Proposals before these.
 */
function iterate(run, last, proposed) {
  const { world, policy, version: incumbent, truth: before } = run;
  const arms = Array.from({ length: policy.proposals }, (_, index) => {
    const iteration = proposed + index + 1;
    const plan = {
      id: `iteration-${iteration}`,
      purpose: /** @type {const} */ ('candidate'),
      iteration,
      batch: proposed + 1,
    };
    return openArm(run, plan, { version: propose(world, incumbent, iteration).version, name: iteration });
  });
  const cost = runArms(run, arms);
  for (const arm of arms) settle(run, arm);
  const keeps = arms.filter(({ verdict }) => verdict?.type === 'keep').length;
  const trials = cost.trials + policy.proposals * world.spec.improverCost;
  return pointAfter(run, last, {
    ...cost,
    trials,
    calls: 1,
    keeps,
    harmfulKeeps: keeps > 0 && run.truth < before ? 1 : 0,
  });
}

/**
 * @param {Run} run
 * @param {Omit<ArmPlan, 'blocks'>} plan
 * @param {{ version: Version, name: number | string }} of
 * @returns {Arm}
 */
function openArm({ policy, world, rule, standing }, plan, { version, name }) {
  const evalIds = world.deciding.map(({ id }) => id);
  const runs = new Map(evalIds.map((id) => [id, policy.trials]));
  const request = { purpose: plan.purpose, evalIds, runs };
  const blocks = rule?.plan(standing, request) ?? [evalIds.map((evalId) => ({ agent: 'first', evalId, trial: 1 }))];
  return { plan: { ...plan, blocks }, version, name, results: [], look: 0, verdict: null };
}

/**
 * Runs block after block of the arms that are not decided yet; every arm has a verdict in the end.
 * @param {Run} run
 * @param {readonly Arm[]} arms
 * @returns {{ trials: number, minutes: readonly number[] }}
 */
function runArms(run, arms) {
  let trials = 0;
  let minutes = CONCURRENCIES.map(() => 0);
  for (let open = arms; open.length > 0; open = open.filter((arm) => arm.verdict === null)) {
    const done = open.flatMap((arm) => runBlock(run, arm));
    trials += done.reduce((sum, { attempts }) => sum + attempts, 0);
    const durations = done.map((trial) => trial.minutes);
    minutes = minutes.map((before, lane) => before + makespan(durations, CONCURRENCIES[lane] ?? 1));
    const rulings = judge(run, open);
    for (const [index, arm] of open.entries()) {
      const ruling = rulings[index];
      if (ruling !== undefined && ruling.type !== 'continue') arm.verdict = ruling;
    }
  }
  return { trials, minutes };
}

/**
 * @param {Run} run
 * @param {Arm} arm
 */
function runBlock({ world, drifted }, arm) {
  const { plan, version, name, results, look } = arm;
  const block = plan.blocks[look];
  if (block === undefined) throw new Error(`no verdict on ${plan.id} after all its blocks`);
  arm.look += 1;
  return block.map((slot) => {
    const evalIndex = world.deciding.findIndex(({ id }) => id === slot.evalId);
    const trial = runTrial(world, { version, evalIndex, drifted, name, trial: slot.trial });
    results.push({ slot, measurement: trial.measurement });
    return trial;
  });
}

/**
 * @param {Run} run
 * @param {readonly Arm[]} arms
 * @returns {readonly Ruling[]}
 */
function judge({ policy, rule, standing, world, drifted, truth }, arms) {
  if (rule !== null) return rule.judge(standing, arms);
  return arms.map(({ plan, version }) => {
    const said = { reason: plan.purpose, score: { num: 0n, den: 1n }, numbers: {} };
    if (plan.purpose === 'baseline') return { type: 'measured', ...said };
    return { type: policy.oracle?.(heldOutTruth(world, version, drifted) - truth) ? 'keep' : 'drop', ...said };
  });
}

/** The verdict counts from now on. @param {Run} run @param {Arm} arm */
function settle(run, arm) {
  if (arm.verdict === null) throw new Error(`no verdict on ${arm.plan.id}`);
  if (run.rule !== null) run.standing = run.rule.absorb(run.standing, arm.verdict, arm);
  if (arm.verdict.type !== 'keep') return;
  run.version = arm.version;
  run.truth = heldOutTruth(run.world, arm.version, run.drifted);
}

/**
 * @param {Run} run
 * @param {Spent & Partial<Point>} before
 * @param {Spent} cost
 * @returns {Point}
 */
function pointAfter(run, before, cost) {
  const { world, version, drifted } = run;
  const same = before.version === version && before.drifted === drifted;
  return {
    trials: before.trials + cost.trials,
    minutes: before.minutes.map((minutes, lane) => minutes + (cost.minutes[lane] ?? 0)),
    calls: before.calls + cost.calls,
    keeps: before.keeps + cost.keeps,
    harmfulKeeps: before.harmfulKeeps + cost.harmfulKeeps,
    gain: run.truth - run.v0,
    believed: run.rule?.best(run.standing)?.value ?? null,
    graded: same && before.graded !== undefined ? before.graded : gradedTruth(world, version, drifted),
    version,
    drifted,
  };
}
