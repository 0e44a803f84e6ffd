import { anthropic } from './anthropic.ts';
import { chat } from './chat.ts';
import { gemini } from './gemini.ts';
import type { Protocol } from './protocol.ts';
import { responses } from './responses.ts';

/** Every protocol that the scripted server speaks; it is told from the path of a request. */
export const PROTOCOLS: readonly Protocol[] = [anthropic, gemini, responses, chat];
