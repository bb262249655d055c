// What the operator sees while a customer pays by card or by phone: what to do, the QR code, and how to stop.

import { button, h, setAmount, setLabel, setText } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {import('../model/part_payment.js').Attempt} Attempt
 * @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format }} Texts
 *
 * @typedef {object} AskingDelegate
 * @property {() => void} cancelPart
 * @property {(attempt: Attempt) => void} printCode
 * @property {() => void} setAside
 * @property {(attempt: Attempt) => void} decide two people record what became of it
 */

const SVG = 'http://www.w3.org/2000/svg';

export class AskingView {
  /** @type {Texts | null} */
  #texts = null;
  /** @type {Attempt | null} */
  #attempt = null;
  #amount = h('output', { class: 'asking-amount' });
  #message = h('p', { class: 'asking-message', role: 'status' });
  #more = h('p', { class: 'asking-more' });
  #picture = h('div', { class: 'asking-picture' });
  #shownPicture = '';
  #cancelButton;
  #printButton;
  #asideButton;
  #decideButton;

  /** @param {AskingDelegate} delegate */
  constructor(delegate) {
    this.#cancelButton = button({ label: '', iconName: 'close', class: 'asking-cancel', onclick: delegate.cancelPart });
    this.#printButton = button({ label: '', iconName: 'receipt', class: 'asking-print', onclick: () => this.#attempt && delegate.printCode(this.#attempt) });
    this.#asideButton = button({ label: '', iconName: 'parked', class: 'asking-aside', onclick: delegate.setAside });
    this.#decideButton = button({ label: '', class: 'asking-decide', onclick: () => this.#attempt && delegate.decide(this.#attempt) });
    const keys = h('div', { class: 'asking-keys' }, this.#printButton, this.#asideButton, this.#decideButton, this.#cancelButton);
    this.element = h('div', { class: 'asking', hidden: true }, this.#picture, this.#amount, this.#message, this.#more, keys);
  }

  /** @param {Texts} texts */
  fill(texts) {
    this.#texts = texts;
    this.#shownPicture = '';
    setLabel(this.#printButton, texts.translate('till.code_print'));
    setLabel(this.#asideButton, texts.translate('till.set_aside'));
    setLabel(this.#decideButton, texts.translate('till.decide_payment'));
  }

  /** @param {Attempt | null} attempt */
  draw(attempt) {
    this.#attempt = attempt;
    this.element.hidden = !attempt;
    if (!attempt || !this.#texts) return;
    const { translate, format } = this.#texts;
    const isUnknown = attempt.state === 'unknown';
    setAmount(this.#amount, format.money(attempt.amount_minor));
    setText(this.#message, translate(messageOf(attempt)));
    setText(this.#more, isUnknown ? translate('till.asking_unknown_more') : '');
    this.element.classList.toggle('is-unknown', isUnknown);
    this.#drawPicture(attempt, translate);
    this.#asideButton.hidden = this.#decideButton.hidden = !isUnknown;
    this.#printButton.hidden = isUnknown || !attempt.code || attempt.is_cancel_wanted;
    this.#cancelButton.disabled = attempt.is_cancel_wanted || attempt.kind === 'refund';
    setLabel(this.#cancelButton, translate(attempt.is_cancel_wanted ? 'till.asking_cancelling' : 'till.asking_cancel'));
  }

  /**
   * @param {Attempt} attempt
   * @param {import('../model/text.js').Translate} translate
   */
  #drawPicture({ code, state, method }, translate) {
    const key = `${code?.path ?? ''}${state === 'unknown'}${method}`;
    if (key === this.#shownPicture) return;
    this.#shownPicture = key;
    const plain = icon(state === 'unknown' ? 'alert' : method === 'card' ? 'card' : 'phone');
    this.#picture.replaceChildren(code ? qrCode(code, translate('till.qr_code')) : plain);
  }
}

/** @param {Attempt} attempt */
function messageOf({ kind, method, state, code, is_cancel_wanted: cancels }) {
  if (state === 'unknown') return 'till.asking_unknown';
  if (cancels) return 'till.asking_cancelling';
  if (kind === 'refund') return 'till.asking_refund';
  if (state === 'authorised') return 'till.asking_capture';
  if (method === 'card') return 'till.asking_card';
  return code ? 'till.asking_code' : 'till.asking_wait';
}

/**
 * @param {{ size: number, path: string }} code
 * @param {string} label
 */
function qrCode({ size, path }, label) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('class', 'qr');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  const drawn = document.createElementNS(SVG, 'path');
  drawn.setAttribute('d', path);
  svg.append(drawn);
  return svg;
}
