// Making a screen beside the till its customer display, by the code that the screen shows.

import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {object} DisplayPairingDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {(onCode: (code: string) => Promise<string | null>) => void} askCode gets the code, and then what is wrong with it, if anything is
 * @property {(refusal: Refusal) => boolean} takeRefusal tells whether nobody is signed in any more
 * @property {(key: string) => string} translate
 * @property {(key: string) => void} note
 * @property {() => void} redraw
 */

export class DisplayPairing {
  #delegate;

  /** @param {DisplayPairingDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  open() {
    this.#delegate.askCode((code) => this.#pair(code));
  }

  /**
   * Tells what is wrong, if anything is.
   * @param {string} code
   */
  async #pair(code) {
    const { ask, note, redraw, takeRefusal, translate } = this.#delegate;
    try {
      await ask('/display', { body: { code } });
    } catch (error) {
      if (error instanceof Refusal) return takeRefusal(error) ? null : error.message;
      if (error instanceof NoAnswer) return error.serverMessage || translate('till.display_no_answer');
      throw error;
    }
    note('till.display_paired');
    redraw();
    return null;
  }
}
