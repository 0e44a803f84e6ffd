import { chance } from './chance.js';
import { CEILING, TOPICS } from './world.js';

/**
 * A model of an agent that edits skills: most edits do nothing much, a few help one topic, fewer help all of them,
 * some harm, and some only please the evals at hand.
 *
 * @typedef {import('./world.js').Version} Version
 * @typedef {import('./world.js').World} World
 * @typedef {import('./chance.js').Chance} Chance
 * @typedef {'null' | 'small' | 'targeted' | 'broad' | 'harmful' | 'overfitted'} Kind
 */

/** @type {readonly (readonly [Kind, number])[]} Kinds of edits with their shares. */
export const KINDS = [
  ['null', 0.39],
  ['small', 0.2],
  ['targeted', 0.14],
  ['broad', 0.05],
  ['harmful', 0.16],
  ['overfitted', 0.06],
];

/**
 * The edit number `index` of a run. The same number is the same idea under every rule; what it is worth depends on the
 * version it starts from: what is nearly perfect already cannot be helped much.
 * @param {World} world
 * @param {Version} from
 * @param {number} index
 * @returns {{ kind: Kind, version: Version }}
 */
export function propose(world, from, index) {
  const draw = chance(world.seed, 'proposal', index);
  const kind = pick(draw.uniform());
  const edited = EDITS[kind](from, draw, world.spec.helpful);
  const slow = draw.uniform() < world.spec.slow;
  return { kind, version: slow ? slowDown(edited, draw) : edited };
}

/** @param {number} at */
function pick(at) {
  let left = at;
  for (const [kind, part] of KINDS) {
    left -= part;
    if (left < 0) return kind;
  }
  return 'null';
}

/** @type {Record<Kind, (from: Version, draw: Chance, helpful: number) => Version>} */
const EDITS = {
  null: (from) => from,
  small(from, draw, helpful) {
    const step = 0.04 * helpful * draw.normal();
    return { ...from, topics: from.topics.map((quality) => quality + step) };
  },
  targeted(from, draw, helpful) {
    const topic = weakTopic(from, draw);
    const part = Math.min(0.9, helpful * (0.15 + 0.35 * draw.uniform()));
    return { ...from, topics: from.topics.map((q, t) => (t === topic ? raise(q, part) : q)) };
  },
  broad(from, draw, helpful) {
    const part = helpful * (0.02 + 0.08 * draw.uniform());
    return { ...from, topics: from.topics.map((quality) => raise(quality, part)) };
  },
  harmful(from, draw) {
    const topic = draw.below(TOPICS);
    const all = draw.uniform() < 0.3;
    const step = all ? 0.05 + 0.15 * draw.uniform() : 0.2 + 0.6 * draw.uniform();
    return { ...from, topics: from.topics.map((q, t) => (all || t === topic ? q - step : q)) };
  },
  overfitted(from, draw) {
    const harm = 0.08 * draw.uniform();
    const own = from.own.map((value) => (draw.uniform() < 0.3 ? value + 0.2 + 0.5 * draw.uniform() : value));
    return { ...from, own, topics: from.topics.map((quality) => quality - harm) };
  },
};

/**
 * The improver sees what fails: a topic is chosen by how much it lacks.
 * @param {Version} from
 * @param {Chance} draw
 */
function weakTopic({ topics }, draw) {
  const lacks = topics.map((quality) => Math.max(0.1, CEILING - quality));
  let left = draw.uniform() * lacks.reduce((sum, lack) => sum + lack, 0);
  for (const [topic, lack] of lacks.entries()) {
    left -= lack;
    if (left < 0) return topic;
  }
  return TOPICS - 1;
}

/**
 * @param {number} quality
 * @param {number} part Of the way to the ceiling.
 */
function raise(quality, part) {
  return quality + part * Math.max(0, CEILING - quality);
}

/**
 * @param {Version} version
 * @param {Chance} draw
 * @returns {Version}
 */
function slowDown(version, draw) {
  /** @param {boolean} slow */
  const also = (slow) => slow || draw.uniform() < 0.3;
  return { ...version, slow: version.slow.map(also), unseenSlow: version.unseenSlow.map(also) };
}
