import type { ChangedFile, ChangedLine, ChangesPart } from './data.ts';
import { counted } from './format.ts';
import { Part } from './part.tsx';

/** A difference of two states of the skill, by the name of its part. */
export function DiffOf({ name }: { readonly name: string }) {
  return <Part<ChangesPart> name={name}>{(changes) => <Diff changes={changes} />}</Part>;
}

/** So many lines of a file are drawn; a whole new file may have any number. */
const LINES = 400;

function Diff({ changes: { files, from, to } }: { readonly changes: ChangesPart }) {
  if (files === null)
    return (
      <p class="none">
        What {from} or {to} looked like cannot be read.
      </p>
    );
  if (files.length === 0)
    return (
      <p class="none">
        {from} and {to} are the same.
      </p>
    );
  return (
    <div class="diff">
      {files.map((file) => (
        <File key={file.path} file={file} />
      ))}
    </div>
  );
}

function File({ file: { path, facts, insertions, deletions, hunks } }: { readonly file: ChangedFile }) {
  return (
    <details open>
      <summary>
        <code>
          <bdi>{path}</bdi>
        </code>{' '}
        <span class="added">+{insertions}</span> <span class="removed">−{deletions}</span> <small>{facts}</small>
      </summary>
      {hunks.map(({ head, lines }) => (
        <pre key={head}>
          <span class="hunk">{head}</span>
          {lines.slice(0, LINES).map((line, index) => (
            <Line key={index} line={line} />
          ))}
          {lines.length > LINES && <span class="hunk">… {counted(lines.length - LINES, 'further line')}</span>}
        </pre>
      ))}
    </details>
  );
}

const KIND = { ' ': 'same', '-': 'removed', '+': 'added' } as const;

function Line({ line: { sign, words } }: { readonly line: ChangedLine }) {
  const text = words.map(({ text: word, changed }, index) => (changed ? <b key={index}>{word}</b> : word));
  if (sign === ' ')
    return (
      <span class="same">
        {' '}
        {text}
        {'\n'}
      </span>
    );
  const Tag = sign === '-' ? 'del' : 'ins';
  return (
    <Tag class={KIND[sign]}>
      {sign}
      {text}
      {'\n'}
    </Tag>
  );
}
