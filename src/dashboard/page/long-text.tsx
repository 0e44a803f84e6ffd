import { useState } from 'preact/hooks';
import { Found } from './found.tsx';

/** So many characters are laid out at once; a browser takes seconds for a line of millions. */
const AT_ONCE = 20_000;

interface LongTextProps {
  readonly text: string;
  /** What is marked in it. */
  readonly search?: string;
}

/** A text as it was written, of which a long one is shown bit by bit. */
export function LongText({ text, search = '' }: LongTextProps) {
  const [shown, setShown] = useState(AT_ONCE);
  return (
    <div class="text">
      <pre>
        <Found text={text.slice(0, shown)} search={search} />
      </pre>
      {text.length > shown && (
        <button type="button" class="plain" onClick={() => setShown(shown + 5 * AT_ONCE)}>
          Show more: {(text.length - shown).toLocaleString('en')} characters are left
        </button>
      )}
    </div>
  );
}
