import { useEffect, useMemo, useState } from 'preact/hooks';
import { BestOverTime } from './best-over-time.tsx';
import { cellsOf } from './cells.ts';
import { Changes } from './changes.tsx';
import { ShownContext } from './context.ts';
import { Cost } from './cost.tsx';
import type { PageData } from './data.ts';
import { Decisions } from './decisions.tsx';
import { Directions } from './directions.tsx';
import { Generalisation } from './generalisation.tsx';
import { Header } from './header.tsx';
import { Headline } from './headline.tsx';
import { Health } from './health.tsx';
import { HeatMap } from './heat-map.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { useKeys } from './keys.ts';
import { Live } from './live.tsx';
import type { Loader } from './load.ts';
import { Panel } from './panel.tsx';
import { Passes } from './passes-panel.tsx';
import { Progress } from './progress.tsx';
import { useRoute } from './use-route.ts';

/** The whole page; what it shows stays until newer data is complete. */
export function App({ loader }: { readonly loader: Loader }) {
  const { data, failure, connected } = useData(loader);
  if (data === null) return <p class="waiting">{failure ?? 'Reading the workspace …'}</p>;
  return <Loaded data={data} loader={loader} connected={connected} failure={failure} />;
}

interface LoadedProps {
  readonly data: PageData;
  readonly loader: Loader;
  /** null where there is no server. */
  readonly connected: boolean | null;
  /** Why newer data could not be read; null for no trouble. */
  readonly failure: string | null;
}

function Loaded({ data, loader, connected, failure }: LoadedProps) {
  const [route, go] = useRoute();
  const [help, setHelp] = useState(false);
  const cells = useMemo(() => cellsOf(data.view), [data]);
  const shown = { data, cells, loader, route, go };
  useKeys(shown, { help, setHelp });
  const open = route.iteration !== null || route.pass !== null;
  return (
    <ShownContext.Provider value={shown}>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the result
      </button>
      <Header connected={connected} failure={failure} onHelp={() => setHelp(true)} />
      <div class={open ? 'frame with-panel' : 'frame'}>
        <main id="main" tabIndex={-1}>
          <Live />
          <Headline />
          <Progress />
          <div class="pair">
            <BestOverTime />
            <Generalisation />
          </div>
          <HeatMap />
          <Decisions />
          <Directions />
          <Passes />
          <Changes />
          <Cost />
          <Health />
        </main>
        {open && <Panel />}
      </div>
      {help && <HelpDialog onClose={() => setHelp(false)} />}
    </ShownContext.Provider>
  );
}

/** The newest data that is complete, read again whenever the loader says that there is more. */
function useData(loader: Loader) {
  const [data, setData] = useState<PageData | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [connected, setConnected] = useState<boolean | null>(null);
  useEffect(() => {
    const onChange = () => {
      loader.data().then(
        (next) => {
          setData(next);
          setFailure(null);
        },
        (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
      );
    };
    if (loader.follow === null) onChange();
    else loader.follow({ onChange, onState: setConnected });
  }, [loader]);
  useEffect(() => {
    if (data !== null) document.title = `${data.view.workspace.name} – skillratchet`;
  }, [data]);
  return { data, failure, connected };
}
