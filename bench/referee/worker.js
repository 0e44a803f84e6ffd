import { parentPort } from 'node:worker_threads';
import { CLAIMS, playCertificate } from './certify.js';
import { compareInWorld } from './compare.js';
import { PANEL } from './panel.js';
import { POLICIES } from './policies.js';

// Plays one task after the other: some runs of a world, or of a claim.
parentPort?.on('message', ({ kind, index, seeds }) => {
  parentPort?.postMessage(
    kind === 'world'
      ? seeds.map((seed) => compareInWorld(PANEL[index], seed, POLICIES))
      : seeds.map((seed) => playCertificate(CLAIMS[index], seed)),
  );
});
