// Speaking with the server. An answer is either JSON, a refusal, or none at all.

/** The server said no, and why; asking again gives the same answer. */
export class Refusal extends Error {
  constructor(status, body) {
    super(body?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body?.code ?? 'broken';
    this.said = this.message;
  }
}

/** The server did not answer, or could not just now and perhaps `said` why; the same request may be sent again. */
export class NoAnswer extends Error {
  constructor(reason, body) {
    super(reason);
    this.code = body?.code ?? '';
    this.said = body?.message ?? '';
  }
}

const RETRY_LATER = new Set([408, 425, 429]);

/** Ask the interface for JSON; `body` makes it a POST. */
export async function ask(path, { body, language, timeoutMs = 5000 } = {}) {
  let response;
  let json;
  try {
    response = await fetch(`/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'accept-language': language ?? 'sv', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    json = await response.json();
  } catch (error) {
    throw new NoAnswer(String(error));
  }
  if (response.ok) return json;
  if (response.status >= 500 || RETRY_LATER.has(response.status)) throw new NoAnswer(`HTTP ${response.status}`, json);
  throw new Refusal(response.status, json);
}
