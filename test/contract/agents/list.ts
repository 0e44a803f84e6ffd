import { api } from './api.ts';
import { claude } from './claude.ts';
import type { AgentUnderTest } from './descriptor.ts';
import { gemini } from './gemini.ts';

/** Every agent that the contract suite and the table of faults run on. */
export const AGENTS: readonly AgentUnderTest[] = [api, claude, gemini];
