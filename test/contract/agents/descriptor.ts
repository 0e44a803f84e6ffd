import type { Agent } from '../../../src/agents/port.ts';
import type { Fault } from '../../support/model-server/faults.ts';
import type { ModelReply, ToolUse } from '../../support/model-server/reply.ts';

/** An agent for the contract suite: how it is made, and in which words its model works. */
export interface AgentUnderTest {
  /** As in the registry. */
  readonly name: string;
  /** The path of the program that is started; null where it cannot be installed here, and the suite passes it over. */
  readonly executable: string | null;
  /** Whether it starts a program, rather than asking the model itself. */
  readonly hasProgram: boolean;
  /** The agent of a user with this environment, whose model service is at `url` (without a slash at its end). */
  create(executable: string, setting: { readonly url: string; readonly environment: Environment }): Agent;
  /** Variables that carry a login. */
  readonly login: Readonly<Record<string, string>>;
  readonly tools: Tools;
  /** How its model gives a structured answer. */
  answer(value: unknown): ModelReply;
  /** Whether its client keeps the tools from writing outside the work folder. */
  readonly keepsInside: boolean;
  /** Where it ends otherwise than `fault-table.ts` says, with the reason in a comment. */
  readonly faults?: Partial<Readonly<Record<Fault, string>>>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The client's names for what its model does. Paths are absolute. */
export interface Tools {
  /** Loads the body of a skill; `dir` is where the agent lets it lie. */
  useSkill(name: string, dir: string): ToolUse;
  write(path: string, content: string): ToolUse;
  shell(command: string): ToolUse;
}
