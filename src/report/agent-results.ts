import type { AgentResult } from '../core/agent-results.ts';
import { percentText } from './decision-line.ts';

/** "0.75, was 0.5" or "0.81, counted as 0.69, +1.9 points, 31 % likely worse"; what is not known is left out. */
export function agentResultText({ score, before, estimate, delta, p_worse }: AgentResult): string {
  const points = delta === null ? '' : (100 * delta).toFixed(1);
  return [
    score === null ? 'not measured whole' : short(score),
    ...(before === null ? [] : [`was ${short(before)}`]),
    ...(estimate === null ? [] : [`counted as ${estimate.toFixed(2)}`]),
    ...(delta === null ? [] : [`${points.startsWith('-') ? points : `+${points}`} points`]),
    ...(p_worse === null ? [] : [`${percentText(p_worse)} likely worse`]),
  ].join(', ');
}

/** "0.8125": as many digits as rows show. */
export function short(score: number): string {
  return String(Number(score.toFixed(4)));
}
