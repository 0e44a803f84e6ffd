import { useShown } from './context.ts';
import { moment } from './format.ts';

interface HeaderProps {
  readonly connected: boolean | null;
  readonly failure: string | null;
  readonly onHelp: () => void;
}

/** Whose run this is, and how fresh what is shown. */
export function Header({ connected, failure, onHelp }: HeaderProps) {
  const { data } = useShown();
  const { run, workspace } = data.view;
  return (
    <header class="top">
      <h1>
        {run?.skill.name ?? workspace.name} <span class="by">skillratchet</span>
      </h1>
      <p class="where" title={workspace.path}>
        <bdi>{workspace.path}</bdi>
      </p>
      <p class="fresh" role="status">
        <State connected={connected} failure={failure} /> {moment(data.made_at)}
      </p>
      <button type="button" class="plain" aria-label="Keys" title="Keys (?)" onClick={onHelp}>
        ?
      </button>
    </header>
  );
}

function State({ connected, failure }: Pick<HeaderProps, 'connected' | 'failure'>) {
  if (failure !== null) return <b class="bad">not refreshed: {failure}; as of</b>;
  if (connected === null) return <>as of</>;
  if (!connected) return <b class="bad">the server has stopped; as of</b>;
  return (
    <>
      <span class="dot-live" aria-hidden="true" /> up to date,
    </>
  );
}
