import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sandboxSpec } from '../../src/core/sandbox-spec.ts';
import { SANDBOXES } from '../../src/core/schema/run.ts';

it.each(SANDBOXES)('%s is a sandbox without an image', (name) => {
  expect(sandboxSpec(name)).toEqual({ name, image: null });
});

it('a container has the image that is named, with its registry, port, tag and digest', () => {
  expect(sandboxSpec('container:host:5000/my/image:2@sha256:ab')).toEqual({
    name: 'container',
    image: 'host:5000/my/image:2@sha256:ab',
  });
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (image) => {
      expect(sandboxSpec(`container:${image}`)).toEqual({ name: 'container', image });
    }),
  );
});

it.each(['', ':', 'firejail', 'container:', ':image', 'bwrap:image', 'none:', 'Container', 'docker:image'])(
  '%j is no sandbox',
  (text) => {
    expect(sandboxSpec(text)).toBeNull();
  },
);
