/** A linear scale from values to places on the screen. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

export interface ScaleOptions {
  readonly values: readonly number[];
  /** Places of the smallest and the largest value of the domain. */
  readonly range: readonly [number, number];
  /** The domain never leaves these. */
  readonly bounds: readonly [number, number];
  /** How many ticks there are about. */
  readonly ticks: number;
}

/** A scale whose domain holds all values and begins and ends at round ones. */
export function linearScale({ values, range: [from, to], bounds, ticks }: ScaleOptions): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = roundStep(Math.max(most - least, 1e-9) / ticks);
  const low = Math.max(bounds[0], step * Math.floor(least / step));
  const high = Math.min(bounds[1], Math.max(step * Math.ceil(most / step), low + step));
  const scale = (value: number) => from + ((to - from) * (value - low)) / (high - low || 1);
  const count = Math.round((high - low) / step);
  return Object.assign(scale, { ticks: Array.from({ length: count + 1 }, (_, index) => low + index * step) });
}

/** 1, 2 or 5 times a power of ten, not below `size`. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= size * 0.999) ?? 10;
  return factor * power;
}
