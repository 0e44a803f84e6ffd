import { groupedBy } from '../../core/grouped.ts';
import type { RunView, ViewedTrial } from '../../core/run-view.ts';
import type { AgentIdentity } from '../../core/schema/trial.ts';
import { useShown } from './context.ts';
import { bytes, counted } from './format.ts';
import { Reproductions } from './reproductions.tsx';

/** What to trust: outcomes, retries, what is missing, and under which conditions it was measured. */
export function Health() {
  const { data } = useShown();
  const { view, findings, remarks, left_out } = data;
  const trials = [...view.iterations, ...view.passes].flatMap((one) => one.trials);
  return (
    <section aria-labelledby="health-title">
      <h2 id="health-title">Health</h2>
      {view.workspace.foreign && (
        <p class="note">Another tool wrote this workspace; what it does not hold is not shown.</p>
      )}
      {left_out > 0 && (
        <p class="note">
          {counted(left_out, 'trial')} are left out of this file, which would be too large; `skillratchet view` shows
          them.
        </p>
      )}
      <Messages title="Not read" items={view.problems.map(({ path, message }) => `${path}: ${message}`)} kind="bad" />
      <Messages title="Red flags" items={findings.red_flags.map(({ message }) => message)} kind="bad" />
      <Messages title="Warnings" items={view.warnings.map(({ message }) => message)} kind="warn" />
      <Messages title="The evals, as lint sees them" items={remarks} kind="warn" />
      <div class="tables">
        <Outcomes trials={trials} />
        <Conditions view={view} />
        <Versions view={view} />
      </div>
      <Reproductions />
    </section>
  );
}

/** So many are shown at once; a broken workspace has any number. */
const MESSAGES = 40;

interface MessagesProps {
  readonly title: string;
  readonly items: readonly string[];
  readonly kind: 'bad' | 'warn';
}

function Messages({ title, items, kind }: MessagesProps) {
  if (items.length === 0) return null;
  return (
    <details class={`messages ${kind}`} open={items.length < 6}>
      <summary>
        {title} <small>{items.length}</small>
      </summary>
      <ul>
        {items.slice(0, MESSAGES).map((text, index) => (
          <li key={index}>
            <bdi>{text}</bdi>
          </li>
        ))}
        {items.length > MESSAGES && <li>… and {items.length - MESSAGES} more</li>}
      </ul>
    </details>
  );
}

function Outcomes({ trials }: { readonly trials: readonly ViewedTrial[] }) {
  const groups = groupedBy(trials, ({ outcome }) => outcome ?? 'not ended');
  const again = trials.filter(({ attempts }) => (attempts ?? 1) > 1).length;
  const reused = trials.filter(({ reused_from }) => reused_from !== null).length;
  const rows = [
    ...[...groups].map(([outcome, own]) => [outcome, own.length] as const),
    ['tried more than once', again] as const,
    ['reused', reused] as const,
  ];
  return (
    <table>
      <caption>Trials</caption>
      <tbody>
        {rows.map(([name, count]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="figure">{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Conditions({ view }: { readonly view: RunView }) {
  const { run, state, iterations, passes } = view;
  const withSkill = [...iterations, ...passes.filter(({ version }) => version !== null)];
  const told = withSkill.flatMap(({ trials }) => trials.filter(({ skill_used }) => skill_used !== null));
  const facts: readonly (readonly [string, string])[] = [
    ...(run === null
      ? []
      : [
          ['Executor', [run.agents.executor, ...(run.agents.further ?? [])].map(agentText).join(', ')] as const,
          ['Judge', agentText(run.agents.judge)] as const,
          ['Improver', agentText(run.agents.improver)] as const,
          ['Rule', `${run.config.rule}, ${run.config.confidence}`] as const,
          ['Seed', String(run.config.seed)] as const,
          ['Time-out of a call', `${run.config.timeout_ms / 1000} s`] as const,
          ['Retries', String(run.config.retries)] as const,
          ['Run', run.run_id] as const,
        ]),
    [
      'Skill used',
      told.length === 0
        ? 'the agent does not tell'
        : `in ${told.filter(({ skill_used }) => skill_used === true).length} of ${counted(told.length, 'trial')}`,
    ],
    ...(state.limits === null ? [] : [['At a time', counted(state.limits.concurrency, 'call')] as const]),
  ];
  return (
    <table>
      <caption>Conditions</caption>
      <tbody>
        {facts.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <bdi>{value}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function agentText({ name, version, model }: AgentIdentity): string {
  return [name, version, model].filter((part) => part !== null).join(' ');
}

function Versions({ view }: { readonly view: RunView }) {
  if (view.versions.length === 0) return null;
  return (
    <table>
      <caption>Versions</caption>
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col" class="figure">
            Files
          </th>
          <th scope="col" class="figure">
            Size
          </th>
          <th scope="col">Tree</th>
        </tr>
      </thead>
      <tbody>
        {view.versions.map(({ name, files, bytes: size, tree_hash }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="figure">{files ?? '–'}</td>
            <td class="figure">{bytes(size)}</td>
            <td>
              <code>{tree_hash?.slice(0, 10) ?? '–'}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
