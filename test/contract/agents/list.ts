import { acp } from './acp.ts';
import { api } from './api.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import type { AgentUnderTest } from './descriptor.ts';
import { gemini } from './gemini.ts';
import { pi } from './pi.ts';

/** Every agent that the contract suite and the table of faults run on. */
export const AGENTS: readonly AgentUnderTest[] = [acp, api, claude, codex, gemini, pi];
