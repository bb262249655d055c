// Becoming the display of a till: a code is shown, and the server is asked until somebody has typed it there.

const ASK_MS = 1500;

/**
 * @typedef {object} PairingDelegate
 * @property {(code: string) => void} onCode
 * @property {() => void} onPaired
 * @property {() => void} onLost
 */

export class Pairing {
  #delegate;
  #shown = false;

  /** @param {PairingDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Find out whether this screen is paired, and show a code until it is. */
  async start() {
    this.#shown = false;
    for (;;) {
      try {
        if (await this.#look()) break;
      } catch {
        this.#delegate.onLost(); // the server does not answer, or not with what it should
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
    this.#delegate.onPaired();
  }

  /** Tells whether this screen is paired. */
  async #look() {
    const state = await ask('GET');
    if (state.is_paired) return true;
    if (state.holds && this.#shown) return false;
    const { code, is_paired: isPaired } = await ask('POST');
    if (isPaired) return true;
    this.#shown = true;
    this.#delegate.onCode(code);
    return false;
  }
}

/** @param {string} method */
async function ask(method) {
  const response = await fetch('/api/v1/display/code', { method, signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}
