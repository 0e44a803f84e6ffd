import type { Diagnostic } from '../core/schema/diagnostic.ts';
import type { Paint } from './paint.ts';
import { harmless } from './text.ts';

const STYLE = { error: 'red', warning: 'yellow' } as const;

/** Diagnostics below the name of their file, errors first; a line each with severity, place, message and rule. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], { paint }: { readonly paint: Paint }): string {
  const files = [...new Set(diagnostics.map(({ file }) => file))];
  const blocks = files.map((file) => {
    const ofFile = diagnostics.filter((diagnostic) => diagnostic.file === file);
    const lines = [...ofFile.filter(isError), ...ofFile.filter((one) => !isError(one))].map(
      ({ severity, place, message, rule }) =>
        `  ${paint(STYLE[severity], severity.padEnd(8))} ${place === null ? '' : `${harmless(place)}: `}${harmless(message)}  ${paint('dim', rule)}`,
    );
    return [paint('bold', harmless(file)), ...lines].join('\n');
  });
  return blocks.join('\n\n');
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
