const CODES: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  404: 'model_not_found',
  429: 'rate_limit_exceeded',
};

/** What both APIs of OpenAI say with a status. */
export function openAiError(status: number): unknown {
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  const message = status === 404 ? 'The model does not exist (scripted 404)' : `scripted ${status}`;
  return { error: { message, type, param: null, code: CODES[status] ?? null } };
}
