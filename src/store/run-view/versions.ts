import type { ViewedVersion } from '../../core/run-view.ts';
import { manifestSchema } from '../../core/schema/manifest.ts';
import { iterationOf, versionOf } from '../layout.ts';
import { isEvals } from '../tree-hash.ts';
import type { Door } from './door.ts';

/** The versions that there are folders or manifests of, v0 first. */
export function viewedVersions(door: Door): readonly ViewedVersion[] {
  const named = [...door.folders('.'), ...door.files('manifests').map((name) => name.replace(/\.json$/, ''))];
  const numbers = new Set(named.flatMap((name) => iterationOf(name) ?? []).filter(Number.isSafeInteger));
  return [...numbers].sort((a, b) => a - b).map((iteration) => viewedVersion(door, iteration));
}

function viewedVersion(door: Door, iteration: number): ViewedVersion {
  const name = versionOf(iteration);
  const manifest = door.record(`manifests/${name}.json`, manifestSchema);
  const sizes =
    manifest === null
      ? sizesBelow(door, name)
      : manifest.entries.flatMap((entry) => (entry.type === 'file' && !isEvals(entry.path) ? [entry.size] : []));
  const isThere = sizes.length > 0;
  return {
    name,
    iteration,
    tree_hash: manifest?.tree_hash ?? null,
    files: isThere ? sizes.length : null,
    bytes: isThere ? sizes.reduce((sum, size) => sum + size, 0) : null,
  };
}

/** Of the files of a version's folder, `evals/` left aside. */
function sizesBelow(door: Door, version: string): readonly number[] {
  const ahead = [version];
  const sizes: number[] = [];
  for (let dir = ahead.pop(); dir !== undefined; dir = ahead.pop()) {
    for (const name of door.files(dir)) sizes.push(door.size(`${dir}/${name}`) ?? 0);
    for (const name of door.folders(dir)) if (dir !== version || name !== 'evals') ahead.push(`${dir}/${name}`);
  }
  return sizes;
}
