import { z } from 'zod';
import { type RunConfig, runConfigSchema } from './run.ts';

/** `iteration-N/config.json`: the measurement as it was frozen beside a decision. Earlier versions wrote no `schema_version`. */
export const configRecordSchema = z
  .strictObject({ schema_version: z.literal(1).optional(), ...runConfigSchema.shape })
  .transform(settingsIn);

export function configRecord(config: RunConfig) {
  return { schema_version: 1, ...config };
}

/** What was set: the form that it is written in is no setting. */
export function settingsIn<Settings extends object>(stored: Settings & { readonly schema_version?: unknown }) {
  const { schema_version, ...settings } = stored;
  return settings;
}
