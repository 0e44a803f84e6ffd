import { z } from 'zod';

/** Where the bytes of large outputs lie, relative to the workspace; those of sealed evals stay among what is sealed. */
export const BLOB_FOLDERS = { open: 'blobs/sha256', sealed: 'sealed/blobs/sha256' } as const;

const SUFFIX = '.ref.json';

/**
 * `NAME.ref.json` among the outputs of a trial: what stands there for a large output. An agent may make a file of that
 * name itself, so only those count whose outputs the trial's record names.
 */
export const outputReferenceSchema = z
  .object({
    schema_version: z.literal(1),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Bytes. */
    size: z.number().int().nonnegative(),
    /** Permission bits of the output. */
    mode: z.number().int().min(0).max(0o777),
    /** Where its bytes are, relative to the workspace. */
    path: z.string(),
  })
  .refine(({ path, sha256 }) => Object.values(BLOB_FOLDERS).some((folder) => path === `${folder}/${sha256}`), {
    path: ['path'],
    message: 'is not where such bytes are kept',
  });
export type OutputReference = z.infer<typeof outputReferenceSchema>;

/** `deep/model.bin.ref.json`, what stands for the output `deep/model.bin`. */
export function referenceNameOf(output: string): string {
  return `${output}${SUFFIX}`;
}

/** The output for which a file of that name would stand; null for every other name. */
export function referencedBy(file: string): string | null {
  return file.endsWith(SUFFIX) ? file.slice(0, -SUFFIX.length) : null;
}
