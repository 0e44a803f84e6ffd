/** Exit codes of the program, as `design.md` lists them. */
export const EXIT = {
  done: 0,
  bug: 1,
  invalid: 2,
  refused: 3,
  agent: 4,
  capped: 5,
  unmeasured: 6,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const EXIT_BY_CODE = {
  usage: EXIT.invalid,
  invalid_skill: EXIT.invalid,
  invalid_evals: EXIT.invalid,
  invalid_workspace: EXIT.invalid,
  locked: EXIT.invalid,
  filesystem: EXIT.invalid,
  refused: EXIT.refused,
  agent_unavailable: EXIT.agent,
  unmeasured: EXIT.unmeasured,
} as const;

export type ErrorCode = keyof typeof EXIT_BY_CODE;

/**
 * A problem that its reader can mend: shown as one sentence with the next step, never with a stack trace.
 * Everything else that is thrown is a bug of ours.
 */
export class UserError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.code = code;
    this.hint = options.hint;
  }

  get exit(): ExitCode {
    return EXIT_BY_CODE[this.code];
  }
}
