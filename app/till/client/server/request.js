// Requests to the server. An answer is either JSON, a refusal, or none at all.

/**
 * @typedef {{ code?: string, message?: string, details?: Record<string, unknown> } | null} ErrorBody
 * @typedef {{ body?: unknown, language?: string, timeoutMs?: number }} RequestOptions
 * @typedef {(path: string, options?: RequestOptions) => Promise<any>} Ask what is known of the answer's shape stands where it is used
 */

/** The server said no, and why; asking again gives the same answer. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {ErrorBody} body
   */
  constructor(status, body) {
    super(body?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body?.code ?? 'broken';
    this.serverMessage = this.message;
    this.details = body?.details ?? {};
  }
}

/** The server did not answer, or could not just now; the same request may be sent again. */
export class NoAnswer extends Error {
  /**
   * @param {string} reason
   * @param {ErrorBody} [body]
   */
  constructor(reason, body) {
    super(reason);
    this.code = body?.code ?? '';
    this.serverMessage = body?.message ?? ''; // the server's own words, if it had any
  }
}

const RETRY_LATER = new Set([408, 425, 429]);

/**
 * Ask the server for JSON; `body` makes it a POST.
 * @type {Ask}
 */
export async function ask(path, { body, language, timeoutMs = 5000 } = {}) {
  let response;
  let json;
  try {
    response = await fetch(`/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'accept-language': language ?? 'sv', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
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
