// Practising at this till: the same page over a basket that is in no book. It asks the server by paths of its own.

import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {object} TrainingDelegate
 * @property {import('../server/request.js').Ask} ask asks for something of this till, as it is written
 * @property {(act: (approval: object | null) => void) => void} guard
 * @property {() => boolean} isBusy whether there are goods in the basket, or a payment is under way
 * @property {(isTraining: boolean) => void} reload opens the page that practises, or the one that sells
 * @property {(key: string) => string} translate
 * @property {(key: string) => void} refuseIn
 * @property {(refusal: Refusal) => void} refuse
 * @property {(error: NoAnswer) => void} onSilence
 */

/** What is practised, by how its path begins. */
const PRACTISED = ['?client', '/events', '/pay', '/receipts'];
/** What is the same while somebody practises: who is there, and which goods. */
const SHARED = ['/operators', '/sign-in', '/sign-out', '/active', '/unlock', '/catalogue', '/training'];
/** The server was started anew, and sells. */
const ENDED = 'no_training';

export class Training {
  #delegate;

  /** @param {boolean} isOn @param {TrainingDelegate} delegate */
  constructor(isOn, delegate) {
    this.isOn = isOn;
    this.#delegate = delegate;
  }

  /** Ask for what is practised. @type {import('../server/request.js').Ask} */
  async ask(path, options) {
    const { ask, reload, translate } = this.#delegate;
    if (SHARED.some((each) => path.startsWith(each))) return ask(path, options);
    const isPractised = path === '' || PRACTISED.some((each) => path.startsWith(each));
    if (!isPractised || path.startsWith('/payments/')) throw new Refusal(409, { code: 'not_practised', message: translate('till.not_practised') });
    try {
      return await ask(`/training${path}`, options);
    } catch (error) {
      if (error instanceof Refusal && error.code === ENDED) reload(false);
      throw error;
    }
  }

  /** Begin to practise, once somebody who may has approved it. */
  begin() {
    const { ask, guard, isBusy, refuseIn } = this.#delegate;
    if (isBusy()) refuseIn('till.training_basket');
    else guard((approval) => void this.#go(() => ask('/training/begin', { body: approval ? { approval } : {} }), true));
  }

  /** Sell again. */
  async end() {
    await this.#go(() => this.#delegate.ask('/training/end', { body: {} }), false);
  }

  /** @param {() => Promise<unknown>} act @param {boolean} isTraining */
  async #go(act, isTraining) {
    const { onSilence, refuse, reload } = this.#delegate;
    try {
      await act();
      reload(isTraining);
    } catch (error) {
      if (error instanceof Refusal) refuse(error);
      else if (error instanceof NoAnswer) onSilence(error);
      else throw error;
    }
  }
}
