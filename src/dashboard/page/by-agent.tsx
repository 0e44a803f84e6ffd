import type { AgentResult } from '../../core/agent-results.ts';
import { percent, points, score } from './format.ts';

interface Column {
  readonly title: string;
  /** null where it is not known. */
  readonly value: (agent: AgentResult) => string | null;
}

const COLUMNS: readonly Column[] = [
  { title: 'Measured', value: (agent) => (agent.score === null ? null : score(agent.score)) },
  { title: 'Before', value: ({ before }) => (before === null ? null : score(before)) },
  { title: 'Counted', value: ({ estimate }) => (estimate === null ? null : score(estimate)) },
  { title: 'Better by', value: ({ delta }) => (delta === null ? null : points(delta)) },
  { title: 'P(worse)', value: ({ p_worse }) => (p_worse === null ? null : percent(p_worse)) },
];

/** What the verdict on an iteration says of each agent of a run with several, in the columns of which anything is known. */
export function ByAgent({ agents }: { readonly agents: readonly AgentResult[] }) {
  if (agents.length === 0) return null;
  const columns = COLUMNS.filter(({ value }) => agents.some((agent) => value(agent) !== null));
  return (
    <section class="tables wide" aria-label="By agent" tabIndex={0}>
      <table>
        <caption>By agent</caption>
        <thead>
          <tr>
            <th scope="col">Agent</th>
            {columns.map(({ title }) => (
              <th key={title} scope="col" class="figure">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <tr key={agent.name}>
              <th scope="row">
                <bdi>{agent.name}</bdi>
              </th>
              {columns.map(({ title, value }) => (
                <td key={title} class="figure">
                  {value(agent) ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
