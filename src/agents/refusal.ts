import type { ErrorKind } from '../core/schema/trial.ts';
import { kindOfStatus } from './status-kind.ts';

/** Where clients write the HTTP status: "status 401", "last status: 429", "401 …", "code": 503. */
const STATUS = /\bstatus:? (\d{3})\b|^(\d{3})\b|"code": ?(\d{3})\b/;

/** What the words mean where no status tells. The first that fits counts. */
const KIND_BY_WORDS: readonly (readonly [RegExp, ErrorKind])[] = [
  [/quota|billing|credits/i, 'auth'],
  [/model_not_found|model .*(?:does not exist|is not supported)/i, 'auth'],
  [/not logged in|(?:log|sign) ?in again|api key|access token|refresh token/i, 'auth'],
  [/usage limit|rate limit/i, 'rate_limit'],
  [/context window|context length/i, 'cap'],
  [/stream disconnected|^terminated$/i, 'cut'],
  [/high demand|at capacity|overloaded|error sending request/i, 'overload'],
  [/connection|fetch failed|timed out/i, 'overload'],
];

/** What a client's words on a call that its model service refused or broke off say about it, for clients that hand on no code. */
export function kindOfRefusal(message: string): ErrorKind {
  const status = STATUS.exec(message)
    ?.slice(1)
    .find((digits) => digits !== undefined);
  const told = kindOfStatus(status === undefined ? null : Number(status));
  return told ?? KIND_BY_WORDS.find(([words]) => words.test(message))?.[1] ?? 'crash';
}
