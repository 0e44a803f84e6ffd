import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputReferenceSchema, referencedBy, referenceNameOf } from '../../../src/core/schema/output-reference.ts';

const hash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });
const reference = fc.record({
  schema_version: fc.constant(1),
  sha256: hash,
  size: fc.nat(),
  mode: fc.nat({ max: 0o777 }),
  folder: fc.constantFrom('blobs/sha256', 'sealed/blobs/sha256'),
});
const written = reference.map(({ folder, ...rest }) => ({ ...rest, path: `${folder}/${rest.sha256}` }));

describe('a reference', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(written, (one) => {
        expect(outputReferenceSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
      }),
    );
  });

  it('leads nowhere but to the bytes of its own hash', () => {
    fc.assert(
      fc.property(written, fc.string(), (one, path) => {
        expect(outputReferenceSchema.safeParse({ ...one, path }).success).toBe(path === one.path);
      }),
    );
  });

  it.each([
    ['../blobs/sha256/HASH'],
    ['/etc/passwd'],
    ['blobs/sha256/../../run.json'],
    ['./blobs/sha256/HASH'],
    ['blobs/sha256/HASH/x'],
    ['blobs\\sha256\\HASH'],
  ])('that names %s is none', (path) => {
    const sha256 = 'a'.repeat(64);
    const one = { schema_version: 1, sha256, size: 1, mode: 0o644, path: path.replace('HASH', sha256) };
    expect(outputReferenceSchema.safeParse(one).success).toBe(false);
  });

  it('is none for anything else that JSON can say', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !outputReferenceSchema.safeParse(value).success));
  });
});

it('the name of a reference tells its output, whatever that is called', () => {
  fc.assert(fc.property(fc.string(), (name) => referencedBy(referenceNameOf(name)) === name));
  fc.assert(fc.property(fc.string(), (name) => name.endsWith('.ref.json') || referencedBy(name) === null));
});
