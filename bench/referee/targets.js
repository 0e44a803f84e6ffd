import { BUDGETS } from './compare.js';
import { medianOf, shareOf } from './figures.js';
import { FOUR, ONE, percent, ratio } from './tables.js';

/**
 * What the rule promises, each checked within two standard errors.
 *
 * @typedef {import('./tables.js').WorldResult} WorldResult
 * @typedef {{ text: string, holds: boolean, measured: string }} Target
 */

/**
 * @param {readonly WorldResult[]} worlds
 * @param {readonly { claim: import('./certify.js').Claim, runs: readonly import('./certify.js').Certified[] }[]} certificates
 * @returns {readonly Target[]}
 */
export function checkTargets(worlds, certificates) {
  return [
    everyWorld(worlds),
    medianAtLeast(worlds, { rule: ONE, budget: 0, least: 1.6 }),
    ...BUDGETS.slice(1).map((_, index) => medianAtLeast(worlds, { rule: FOUR, budget: index + 1, least: 1.4 })),
    headlineHolds(worlds),
    ...[ONE, FOUR].flatMap((rule) => [notWorseThanPlain(worlds, rule), seldomBelowInBase(worlds, rule)]),
    ...certificates.filter(({ claim }) => claim.gain === 0).map(seldomFalse),
  ];
}

function everyWorld(worlds) {
  const ratios = worlds.map(({ name, rows }) => ({ name, ...rows.get(ONE).ratios[0] }));
  const failing = ratios.filter(({ value, error }) => value + 2 * error < 1.05);
  const lowest = ratios.reduce((least, each) => (each.value < least.value ? each : least));
  const measured = failing.length > 0 ? named(failing, ratio) : `lowest ${named([lowest], ratio)}`;
  return { text: `${ONE}: at equal trials at least 1.05 in every world`, holds: failing.length === 0, measured };
}

function medianAtLeast(worlds, { rule, budget, least }) {
  const middle = medianOf(worlds.map(({ rows }) => rows.get(rule).ratios[budget]));
  const text = `${rule}: at equal ${BUDGETS[budget].name} at least ${least} in the median`;
  return { text, holds: middle.value + 2 * middle.error >= least, measured: ratio(middle) };
}

/** Over the whole panel: the share of all headlines that hold. */
function headlineHolds(worlds) {
  const headlines = worlds.flatMap(({ name, rows }) => {
    const { headline } = rows.get(FOUR);
    return headline === null ? [] : [{ name, runs: headline.runs, ...headline.covered }];
  });
  const all = headlines.reduce((total, { runs }) => total + runs, 0);
  const share = headlines.reduce((total, { value, runs }) => total + value * runs, 0) / all;
  const error = Math.sqrt((share * (1 - share)) / all);
  const outside = headlines.filter((each) => each.value + 2 * each.error < 0.93 || each.value - 2 * each.error > 0.97);
  const worlds_ = outside.length === 0 ? '' : `; outside in ${named(outside, ({ value }) => percent(value, 1))}`;
  return {
    text: `${FOUR}: the headline's interval holds the truth in 93 to 97 % of the runs`,
    holds: share + 2 * error >= 0.93 && share - 2 * error <= 0.97,
    measured: `${percent(share, 1)} of ${all}${worlds_}`,
  };
}

/** Beside it, the comparison in which the plain rule gets fresh passes too. */
function notWorseThanPlain(worlds, rule) {
  const worse = (of) =>
    worlds
      .map(({ name, rows }) => ({ name, ...of(rows.get(rule).recommended) }))
      .filter(({ value, error }) => value - 2 * error > 0);
  const tell = (found) =>
    found.length === 0 ? 'in every world' : `oftener in ${named(found, ({ value }) => `${percent(value, 1)} more`)}`;
  const [oftener, oftenerAlike] = [worse(({ excess }) => excess), worse(({ excessAlike }) => excessAlike)];
  return {
    text: `${rule}: what is recommended is below v0 no oftener than what plain ends with`,
    holds: oftener.length === 0,
    measured: `${tell(oftener)}; than what fresh passes after plain recommend: ${tell(oftenerAlike)}`,
  };
}

function seldomBelowInBase([base], rule) {
  const { below, recommended } = base.rows.get(rule);
  const { value, error } = recommended.below;
  return {
    text: `${rule}: what is recommended is below v0 in at most 7 % in base`,
    holds: value - 2 * error <= 0.07,
    measured: `${percent(value, 1)}; the climb's last incumbent in ${percent(below.value, 1)}`,
  };
}

function seldomFalse({ claim, runs }) {
  const { value, error } = shareOf(runs, ({ passes }) => passes !== null);
  const text = `certificate: at most 5 % false claims, ${claim.name}, ${claim.evals} evals`;
  return { text, holds: value - 2 * error <= 0.05, measured: `${percent(value, 2)} of ${runs.length}` };
}

function named(figures, show) {
  return figures.map((figure) => `${figure.name} ${show(figure)}`).join(', ');
}
