import { z } from 'zod';

const entrySchema = z.discriminatedUnion('type', [
  z.object({
    path: z.string(),
    type: z.literal('file'),
    mode: z.number().int(),
    size: z.number().int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  z.object({ path: z.string(), type: z.literal('folder'), mode: z.number().int() }),
  z.object({ path: z.string(), type: z.literal('link'), target: z.string() }),
]);

/** One entry of a tree: `path` relative to its root with `/`, `mode` the permission bits (0–0o777), `size` in bytes. */
export type TreeEntry = z.infer<typeof entrySchema>;

/** `manifests/vN.json`: what `vN/` holds, with the modes that `restore` gives back. */
export const manifestSchema = z.object({
  schema_version: z.literal(1),
  version: z.string(),
  /** Identity of the skill: without `evals/`. */
  tree_hash: z.string(),
  entries: z.array(entrySchema),
});
export type Manifest = z.infer<typeof manifestSchema>;
