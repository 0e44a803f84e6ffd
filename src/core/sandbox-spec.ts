import { SANDBOXES, type SandboxName } from './schema/run.ts';

/** Which sandbox, and the image where it is a container and one was named. */
export interface SandboxSpec {
  readonly name: SandboxName;
  readonly image: string | null;
}

/** What `none`, `bwrap`, `container` or `container:IMAGE` means; null when it is none of them. */
export function sandboxSpec(text: string): SandboxSpec | null {
  const colon = text.indexOf(':');
  const image = colon === -1 ? null : text.slice(colon + 1);
  const name = SANDBOXES.find((one) => one === (image === null ? text : text.slice(0, colon)));
  if (name === undefined || image === '' || (image !== null && name !== 'container')) return null;
  return { name, image };
}
