// The language of the screen, and drawing it anew when something has changed.

import { NO_GOODS } from '../model/catalogue.js';
import { makeFormat } from '../model/format.js';
import { makeTranslate } from '../model/text.js';

/**
 * @typedef {import('./till_parts.js').TillData} TillData
 *
 * @typedef {object} ScreenDelegate
 * @property {TillData} data
 * @property {string} language
 * @property {import('../model/till_state.js').TillState} state
 * @property {Pick<import('../server/event_queue.js').EventQueue, 'events' | 'heldEvents' | 'status'>} queue
 * @property {Pick<import('../actions/checkout.js').Checkout, 'payment' | 'waiting'>} checkout
 * @property {() => Pick<import('../actions/part_payments.js').PartPayments, 'attempt' | 'methods'>} getPartPayments
 * @property {Pick<import('../actions/sign_in.js').SignIn, 'view'>} signIn
 * @property {() => Pick<import('../view/till_view.js').TillView, 'fill' | 'draw'>} getView
 * @property {() => void} onDraw
 */

export class Screen {
  #delegate;
  #language;
  #translate = makeTranslate({});
  #format = makeFormat('sv-SE', NO_GOODS.currency);

  /** @param {ScreenDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
    this.#language = delegate.language;
  }

  get language() {
    return this.#language;
  }

  get format() {
    return this.#format;
  }

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  translate(key, values) {
    return this.#translate(key, values);
  }

  /** @param {string} language */
  choose(language) {
    this.#language = language;
    this.fill();
  }

  /** Write every text anew: in another language, or with another catalogue. */
  fill() {
    const { data, getView, state } = this.#delegate;
    const { catalogue } = state;
    const language = this.#language;
    document.documentElement.lang = language;
    this.#translate = makeTranslate(data.words[language] ?? {});
    this.#format = makeFormat((data.formats[language] ?? language).replace('_', '-'), catalogue.currency, catalogue.zone);
    getView().fill({
      translate: this.#translate,
      format: this.#format,
      noteMinor: catalogue.largestNote,
      catalogue,
      language,
      goodsLanguage: data.goodsLanguage,
      loaded: catalogue !== NO_GOODS,
    });
    this.draw();
  }

  draw() {
    const { checkout, getPartPayments, getView, onDraw, queue, signIn, state } = this.#delegate;
    const { attempt, methods } = getPartPayments();
    const { payment } = checkout;
    const { failingSince, synced } = queue.status;
    // While a payment is under way the next scans belong to the next basket.
    const events = payment ? queue.heldEvents : queue.events;
    state.look([...events, ...state.provisional], { paying: payment !== null, synced });
    getView().draw(state, { payment, attempt, methods, ...checkout.waiting }, { waiting: queue.events.length, failingSince }, signIn.view);
    onDraw();
  }
}
