/**
 * A stream of chance that depends on nothing but the words it is named by, so that the same trial of the same edit
 * falls out alike under every rule, whatever ran before it.
 *
 * @typedef {{ uniform(): number, normal(): number, below(count: number): number }} Chance
 *   `uniform` in (0, 1), `normal` with mean 0 and deviation 1, `below` a whole number from 0.
 */

/**
 * The generator is sfc32 of Chris Doty-Humphrey's PractRand; its start is mixed by the finalizer of MurmurHash3.
 * @param {...(number | string)} words
 * @returns {Chance}
 */
export function chance(...words) {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  for (const word of words) {
    const key = typeof word === 'number' ? word | 0 : hashText(word);
    a = mix(a ^ key);
    b = mix(b + a);
    c = mix(c ^ b);
  }
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  const uniform = () => (next() + 0.5) / 2 ** 32;
  let spare = Number.NaN;
  return {
    uniform,
    below: (count) => Math.floor(uniform() * count),
    normal() {
      // Box and Muller's pairs; the second of a pair waits for the next call.
      if (!Number.isNaN(spare)) {
        const value = spare;
        spare = Number.NaN;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/**
 * 32 bits of a text: FNV-1a.
 * @param {string} text
 */
export function hashText(text) {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** @param {number} word */
function mix(word) {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
