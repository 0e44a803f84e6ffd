import type { Activation, AgentIdentity, ErrorKind, Role } from '../core/schema/trial.ts';
import type { Usage } from '../core/schema/usage.ts';
import type { Command } from '../platform/sandbox/port.ts';

/**
 * The agent port. An agent is a program that takes a prompt and works in a folder; the same port serves the three
 * roles (executor, judge, improver). A call never rejects for what the agent or its model did: failure is a value.
 */
export interface Agent {
  /** "claude", "command". */
  readonly name: string;
  /** Whether its process itself asks the model over the network, so that a trial cannot be cut off from that. */
  readonly needsNetwork: boolean;
  /** Whether nobody can hold a single call to a cap on its cost: what it used is told at its end alone. */
  readonly costUntilEnd?: true;
  /** Where a copy of skill NAME must lie so that this agent finds it, relative to the trial's own folder (never inside the work folder). */
  skillPlace(name: string): string;
  /** Name, version and model. Throws a UserError `agent_unavailable` when the program is missing or cannot be started. */
  identify(): Promise<AgentIdentity>;
  /** Names of the skills that the client announces to its model in such a call, found out without asking a model; null when it cannot tell. */
  announced(call: AgentCall): Promise<readonly string[] | null>;
  run(call: AgentCall): Promise<AgentAnswer>;
}

export interface AgentCall {
  readonly role: Role;
  /** Given on standard input, never as an argument. */
  readonly prompt: string;
  /** The work folder. Absolute. */
  readonly cwd: string;
  /** An empty folder that serves as HOME where the login survives it. Absolute. */
  readonly home: string;
  /** The skill under test as installed for this call; null for a judge, and the editable copy for an improver. */
  readonly skill: { readonly name: string; readonly description: string; readonly dir: string } | null;
  /** JSON schema of the structured answer, when one is wanted. */
  readonly schema: Readonly<Record<string, unknown>> | null;
  readonly timeoutMs: number;
  readonly seed: number;
  /** Cost cap, US dollars: for agents that take one or know it themselves. */
  readonly maxUsd: number | null;
  /** Put into the environment of every process of this call, so that none of them can outlive it unseen. */
  readonly marker: string;
  /** Names of further environment variables that the user allows through. */
  readonly passEnv: readonly string[];
  /** Folders that no variable may point the agent to. Absolute. */
  readonly hidden: readonly string[];
  /**
   * The command that runs `command` behind the run's sandbox; every command of a call goes through it right before it
   * is started. The call's folders and the program are within reach; `needs` are paths of this agent beyond those.
   */
  confine(command: Command, needs?: Needs): Promise<Command>;
  /** Told what the call has cost so far, US dollars, by agents that know it before its end; where the cap is reached, the call is aborted. */
  readonly onSpent?: (usd: number) => void;
  /** Aborted to end the call now: the answer's end is then `interrupted`. */
  readonly signal: AbortSignal;
  /** Told about each event as it arrives; for live views. */
  onEvent(event: AgentEvent): void;
}

/** Files and folders that an agent needs besides its program, such as where its login lies. Absolute; absent ones are passed over. */
export interface Needs {
  readonly readOnly?: readonly string[];
  readonly writable?: readonly string[];
}

/** What an agent did, in the words of the agent protocol; the lines of `trajectory.jsonl`. */
export type AgentEvent =
  | { readonly type: 'message'; readonly role: 'assistant' | 'user' | 'system'; readonly text: string }
  | { readonly type: 'tool_call'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly type: 'tool_result'; readonly id: string; readonly output: string; readonly is_error: boolean };

/** How a call ended, decided from our own timer and the parsed stream, never from the exit code. */
export type AgentEnd =
  | { readonly type: 'completed' }
  | {
      readonly type: 'failed';
      readonly kind: ErrorKind;
      readonly message: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly type: 'timeout' }
  | { readonly type: 'interrupted' };

export interface AgentAnswer {
  readonly end: AgentEnd;
  /** The final message. */
  readonly text: string;
  /** The structured answer as the agent gave it, unchecked; null when there is none. */
  readonly structured: unknown;
  readonly events: readonly AgentEvent[];
  readonly usage: Usage;
  readonly activation: Activation;
  readonly identity: AgentIdentity;
  readonly durationMs: number;
  /** Standard error and lines that are no events, cut to a limit. */
  readonly log: string;
}
