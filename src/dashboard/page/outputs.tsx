import { useEffect, useState } from 'preact/hooks';
import type { OutputFile } from './data.ts';
import { bytes as bytesText } from './format.ts';
import { LongText } from './long-text.tsx';
import { parseTable } from './table-text.ts';

/** The files that a trial left. */
export function Outputs({ outputs }: { readonly outputs: readonly OutputFile[] }) {
  return (
    <section>
      <h3>Outputs</h3>
      {outputs.length === 0 && <p class="none">There are none.</p>}
      {outputs.map((file, index) => (
        <details key={file.path} class="output" open={index < 3}>
          <summary>
            <code>
              <bdi>{file.path}</bdi>
            </code>{' '}
            <span class="quiet">{bytesText(file.bytes)}</span>
          </summary>
          <Content file={file} />
        </details>
      ))}
    </section>
  );
}

function Content({ file }: { readonly file: OutputFile }) {
  if (file.kind === 'other') return <p class="none">Not shown: {file.why}.</p>;
  if (file.kind === 'image') return <Picture file={file} />;
  const table = /\.[ct]sv$/i.test(file.path) ? parseTable(file.text, /\.tsv$/i.test(file.path) ? '\t' : ',') : null;
  return (
    <>
      {table === null ? <LongText text={file.text} /> : <Table rows={table} />}
      {file.cut && <p class="note">The rest was left out.</p>}
    </>
  );
}

/** Through an address of our own making: nothing an agent wrote is ever one. */
function Picture({ file }: { readonly file: Extract<OutputFile, { kind: 'image' }> }) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    const bytes = Uint8Array.from(atob(file.base64), (char) => char.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type: file.mime }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address === '' ? null : <img src={address} alt={`Output ${file.path}`} />;
}

const ROWS = 200;

function Table({ rows: [head = [], ...rows] }: { readonly rows: readonly (readonly string[])[] }) {
  return (
    <section class="wide" aria-label="Table" tabIndex={0}>
      <table class="csv">
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                <bdi>{cell}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS).map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column}>
                  <bdi>{cell}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > ROWS && <p class="note">… and {rows.length - ROWS} more rows.</p>}
    </section>
  );
}
