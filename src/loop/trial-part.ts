import type { EvalCase } from '../core/schema/suite.ts';
import type { Campaign } from './campaign.ts';
import type { Subject } from './subject.ts';

/** One trial that is to be measured. */
export interface TrialPart {
  readonly campaign: Campaign;
  readonly subject: Subject;
  readonly evalCase: EvalCase;
  readonly trial: number;
}
