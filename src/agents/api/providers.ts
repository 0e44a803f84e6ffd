import type { LanguageModel } from 'ai';
import { loadOptional } from '../optional-package.ts';

/** How a model service is reached. */
export interface Access {
  /** Without a slash at its end. */
  readonly baseURL: string;
  /** null for a service that wants none. */
  readonly key: string | null;
  readonly model: string;
}

/** A kind of model service. */
export interface Provider {
  /** Variables that hold the key, in the order in which they are looked at; the first is the one that is recommended. */
  readonly keys: readonly string[];
  readonly needsKey: boolean;
  /** Variables that hold the base URL. */
  readonly baseURLs: readonly string[];
  /** null: there is none that could be meant. */
  readonly defaultURL: string | null;
  /** What a base URL ends with; many people's variables leave it out. */
  readonly version: string;
  /** Headers that the service wants with the key. */
  headers(key: string): Readonly<Record<string, string>>;
  load(access: Access): Promise<LanguageModel>;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const COMPATIBLE = {
  needsKey: false,
  version: '/v1',
  headers: bearer,
  async load({ baseURL, key, model }: Access) {
    const name = '@ai-sdk/openai-compatible';
    const { createOpenAICompatible } = await loadOptional(name, () => import('@ai-sdk/openai-compatible'));
    return createOpenAICompatible({ name: 'compatible', baseURL, ...(key === null ? {} : { apiKey: key }) })(model);
  },
} as const;

/** Every provider there is, by the name in `api:PROVIDER/MODEL`. */
export const PROVIDERS: ReadonlyMap<string, Provider> = new Map<string, Provider>([
  [
    'anthropic',
    {
      keys: ['ANTHROPIC_API_KEY'],
      needsKey: true,
      baseURLs: ['ANTHROPIC_BASE_URL'],
      defaultURL: 'https://api.anthropic.com',
      version: '/v1',
      headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
      async load({ baseURL, key, model }) {
        const { createAnthropic } = await loadOptional('@ai-sdk/anthropic', () => import('@ai-sdk/anthropic'));
        return createAnthropic({ baseURL, apiKey: key ?? '' })(model);
      },
    },
  ],
  [
    'openai',
    {
      keys: ['OPENAI_API_KEY'],
      needsKey: true,
      baseURLs: ['OPENAI_BASE_URL'],
      defaultURL: 'https://api.openai.com/v1',
      version: '/v1',
      headers: bearer,
      async load({ baseURL, key, model }) {
        const { createOpenAI } = await loadOptional('@ai-sdk/openai', () => import('@ai-sdk/openai'));
        return createOpenAI({ baseURL, apiKey: key ?? '' })(model);
      },
    },
  ],
  [
    'google',
    {
      keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
      needsKey: true,
      baseURLs: ['GOOGLE_GEMINI_BASE_URL', 'GEMINI_BASE_URL'],
      defaultURL: 'https://generativelanguage.googleapis.com',
      version: '/v1beta',
      headers: (key) => ({ 'x-goog-api-key': key }),
      async load({ baseURL, key, model }) {
        const { createGoogleGenerativeAI } = await loadOptional('@ai-sdk/google', () => import('@ai-sdk/google'));
        return createGoogleGenerativeAI({ baseURL, apiKey: key ?? '' })(model);
      },
    },
  ],
  ['ollama', local('OLLAMA', 'http://127.0.0.1:11434/v1')],
  ['llamacpp', local('LLAMACPP', 'http://127.0.0.1:8080/v1')],
  ['vllm', local('VLLM', 'http://127.0.0.1:8000/v1')],
  [
    'compatible',
    { ...COMPATIBLE, keys: ['SKILLRATCHET_API_KEY'], baseURLs: ['SKILLRATCHET_API_BASE_URL'], defaultURL: null },
  ],
]);

function local(prefix: string, defaultURL: string): Provider {
  return { ...COMPATIBLE, keys: [`${prefix}_API_KEY`], baseURLs: [`${prefix}_BASE_URL`], defaultURL };
}
