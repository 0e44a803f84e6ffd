import { type Level, levelsOf } from '../../core/levels.ts';
import type { RunView } from '../../core/run-view.ts';
import { armsSchema } from '../../core/schema/arms.ts';
import { type CertificateRecord, certificateSchema } from '../../core/schema/certificate.ts';
import type { Workspace } from '../layout.ts';
import { type Door, openDoor } from './door.ts';

/** The scores that a chart of the climb is held against. */
export function viewedLevels(door: Door): readonly Level[] {
  return levelsOf({ certificates: viewedCertificates(door), arms: viewedArms(door) });
}

/** The newest certificate of each kind. Never fails on what the files hold. */
export function readCertificates({ root }: Pick<Workspace, 'root'>): RunView['certificates'] {
  return viewedCertificates(openDoor(root));
}

/** The newest certificate of each kind. */
export function viewedCertificates(door: Door): RunView['certificates'] {
  const open = door.record('certificate.json', certificateSchema);
  const sealed = door.record('sealed/certificate.json', certificateSchema);
  return [open ?? [], sealed === null ? [] : withoutIds(sealed)].flat();
}

/** Of sealed evals only what they come to is told. */
function withoutIds(certificate: CertificateRecord): CertificateRecord {
  return { ...certificate, unmeasured: certificate.unmeasured.map((one) => ({ ...one, eval_id: 'sealed' })) };
}

/** The newest comparison of arms that came to its end and has a score. */
export function viewedArms(door: Door): RunView['arms'] {
  const newestFirst = door.folders('passes').toReversed();
  for (const purpose of newestFirst.filter((name) => /^arms-\d+$/.test(name))) {
    const record = door.record(`passes/${purpose}/arms.json`, armsSchema);
    if (record?.scores.some(({ score }) => score !== null)) return record;
  }
  return null;
}
