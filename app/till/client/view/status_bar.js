// The bar at the top: how the contact with the server and the receipt printer stand, and what went well.

import { button, h, setLabel } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {import('../model/text.js').Translate} Translate
 *
 * @typedef {object} BarState
 * @property {boolean | null} owner whether this window works the till; null: not known yet
 * @property {boolean} online
 * @property {number} waiting how many events have no answer
 * @property {number} failingSince since when (ms since 1970), 0: all is well
 * @property {{ serverMessage?: string } | null} trouble why there is no answer
 * @property {{ outcome: string, receipt_number: number, troubles: string[], waiting: number } | null} printer
 *
 * @typedef {'elsewhere' | 'offline' | 'note' | 'printer'} Kind
 */

const NOTE_MS = 5000;
/** @type {Record<Kind, import('./icons.js').IconName>} */
const PICTURES = { elsewhere: 'alert', offline: 'offline', note: 'check', printer: 'receipt' };

export class StatusBar {
  #onExpired;
  #takeOverButton;
  /** @type {Translate} */
  #translate = (key) => key;
  /** @type {(() => string) | null} */
  #note = null;
  #shown = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {object} options
   * @param {() => void} options.onTakeOver asks for the till when another window has it
   * @param {() => void} options.onExpired a note has been shown for long enough
   */
  constructor({ onTakeOver, onExpired }) {
    this.#onExpired = onExpired;
    this.#takeOverButton = button({ label: '', class: 'bar-button', onclick: onTakeOver });
    this.element = h('div', { class: 'bar', role: 'status', hidden: true });
  }

  /** @param {{ translate: Translate }} texts */
  fill({ translate }) {
    this.#translate = translate;
    setLabel(this.#takeOverButton, translate('till.use_here'));
    this.#shown = '';
  }

  /**
   * Report something good for a few seconds, in the language of the moment when it is read.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  note(key, values = {}) {
    clearTimeout(this.#timer);
    this.#note = () => this.#translate(key, values);
    this.#timer = setTimeout(() => {
      this.#note = null;
      this.#onExpired();
    }, NOTE_MS);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#note = null;
  }

  /** @param {BarState} state */
  draw(state) {
    const found = this.#message(state);
    this.element.hidden = !found;
    if (!found) return;
    const [kind, text] = found;
    const shown = `${kind} ${text}`;
    if (this.#shown === shown) return;
    this.#shown = shown;
    this.element.className = `bar is-${kind}`;
    this.element.replaceChildren(icon(PICTURES[kind]), h('span', {}, text));
    if (kind === 'elsewhere') this.element.append(this.#takeOverButton);
  }

  /**
   * @param {BarState} state
   * @returns {[Kind, string] | null}
   */
  #message(state) {
    if (state.owner === false) return ['elsewhere', this.#translate('till.elsewhere')];
    if (!state.online) return ['offline', this.#offline(state)];
    if (this.#note) return ['note', this.#note()];
    const printing = this.#printing(state.printer);
    return printing ? ['printer', printing] : null;
  }

  /**
   * That nothing gets through, in the server's own words if it had any.
   * @param {BarState} state
   */
  #offline({ waiting, failingSince, trouble }) {
    const reason = trouble?.serverMessage;
    const why = reason ? this.#translate('till.trouble_bar', { reason }) : this.#translate('till.offline_bar');
    const seconds = failingSince ? Math.max(1, Math.round((Date.now() - failingSince) / 1000)) : 0;
    return waiting ? `${why} ${this.#translate('till.waiting', { count: waiting, seconds })}` : why;
  }

  /**
   * What is wrong with the receipt printer, if anything is; sales go on meanwhile.
   * @param {BarState['printer']} printer
   */
  #printing(printer) {
    if (!printer || printer.outcome === 'printed' || !printer.outcome) return '';
    if (printer.outcome === 'unknown') return this.#translate('till.printer_unknown', { number: printer.receipt_number });
    const trouble = printer.troubles.map((each) => this.#translate(`till.printer_${each}`)).join(', ');
    return `${this.#translate('till.printer')}: ${trouble || this.#translate('till.printer_offline')}. ${this.#translate('till.printer_waiting', { count: printer.waiting })}`;
  }
}
