// What customers see: a code to pair with, a greeting, the basket with its total, or the change and thanks.

import { BasketLines } from './basket_lines.js';
import { h, setAmount, setText } from './dom.js';

/**
 * @typedef {import('./connection.js').Reading} Reading
 * @typedef {import('./texts.js').Texts} Texts
 */

/** Messages that are shown in words beside the sum. */
const IN_WORDS = new Set(['pay_rest', 'follow_terminal', 'scan_code', 'not_accepted', 'please_wait']);

export class DisplayView {
  #root;
  #translate;
  #company = h('p', { class: 'company' });
  #demo;
  #notice;
  #code = h('output', { class: 'code' });
  #greeting;
  #lines;
  #parts = h('dl', { class: 'parts' });
  #label = h('p', { class: 'label' });
  #sum = h('p', { class: 'sum' });
  #message = h('p', { class: 'message', role: 'status' });
  #picture;
  #invitation;
  /** @type {Record<string, HTMLElement>} */
  #places = {};
  #invitationCode = h('img', { class: 'picture' });
  #invitationText = h('p', {});
  #changeLabel = h('p', { class: 'label' });
  #change = h('p', { class: 'sum' });
  #receipt = h('dl', { class: 'parts' });

  /**
   * @param {HTMLElement} root
   * @param {import('./texts.js').Translate} translate
   */
  constructor(root, translate) {
    this.#root = root;
    this.#translate = translate;
    this.#demo = h('p', { class: 'demo', role: 'note' }, translate('display.demo'));
    this.#notice = h('p', { class: 'notice', role: 'status' });
    this.#greeting = h('h1', {}, translate('display.greeting'));
    this.#lines = new BasketLines(translate('display.goods'));
    this.#picture = h('img', { class: 'picture', alt: translate('display.code') });
    this.#invitation = h('aside', { class: 'join' }, this.#invitationCode, this.#invitationText);
    this.#invitation.hidden = true;
    root.replaceChildren(h('header', { class: 'top' }, this.#company, this.#demo), ...this.#scenes(), this.#notice);
    this.#demo.hidden = this.#picture.hidden = true;
    this.#show('start');
  }

  /** Each scene is seen alone. */
  #scenes() {
    const translate = this.#translate;
    const pairing = h('section', { class: 'scene pairing' }, h('h1', {}, translate('display.pair.title')));
    pairing.append(this.#code, h('p', {}, translate('display.pair.text')), h('p', { class: 'soft' }, translate('display.pair.holds')));
    const greeting = h('section', { class: 'scene greeting' }, this.#greeting);
    this.#places.greeting = greeting;
    const sums = h('div', { class: 'sums' }, this.#message, this.#picture, this.#parts, this.#label, this.#sum);
    this.#places.basket = sums;
    const basket = h('section', { class: 'scene basket' }, this.#lines.element, sums);
    const thanks = h('section', { class: 'scene thanks' }, h('h1', {}, translate('display.thanks')), this.#changeLabel, this.#change, this.#receipt);
    thanks.append(h('p', {}, translate('display.come_back')));
    this.#places.thanks = thanks;
    return [pairing, greeting, basket, thanks];
  }

  /** @param {string} code */
  showCode(code) {
    setText(this.#code, code);
    setText(this.#company, '');
    this.#demo.hidden = this.#invitation.hidden = true;
    this.#lines.draw([], this.#noTexts);
    this.#show('pairing');
  }

  /**
   * Tell that the server does not answer, or that it does again.
   * @param {boolean} isLost
   */
  showLost(isLost) {
    setText(this.#notice, isLost ? this.#translate('display.lost') : '');
  }

  /**
   * @param {Reading} reading
   * @param {Texts} texts
   */
  draw(reading, texts) {
    setText(this.#company, reading.company);
    this.#demo.hidden = !reading.is_demo;
    this.#lines.draw(reading.lines, texts);
    this.#invite(reading);
    if (reading.message === 'greeting') this.#show('greeting');
    else if (reading.message === 'thanks') this.#drawThanks(reading, texts);
    else this.#drawBasket(reading, texts);
  }

  /**
   * @param {Reading} reading
   * @param {Texts} texts
   */
  #drawBasket(reading, { translate, money }) {
    const isPaying = IN_WORDS.has(reading.message);
    setText(this.#message, isPaying ? translate(`display.message.${reading.message}`) : '');
    this.#message.hidden = !isPaying;
    this.#picture.hidden = !reading.code;
    if (reading.code) this.#picture.src = reading.code;
    const total = reading.parts.length ? [factOf(translate('display.total'), money(reading.total_minor))] : [];
    this.#parts.replaceChildren(...total, ...partsOf(reading, { translate, money }), ...pointsOf(reading, translate));
    const isOwed = reading.due_minor < 0;
    setText(this.#label, translate(isOwed ? 'display.owed' : reading.parts.length ? 'display.rest' : 'display.total'));
    setAmount(this.#sum, money(Math.abs(reading.due_minor)));
    this.#show('basket');
  }

  /**
   * @param {Reading} reading
   * @param {Texts} texts
   */
  #drawThanks(reading, { translate, money }) {
    const hasChange = reading.change_minor > 0;
    setText(this.#changeLabel, translate(hasChange ? 'display.change' : 'display.paid'));
    setAmount(this.#change, money(hasChange ? reading.change_minor : reading.due_minor));
    const total = factOf(translate('display.total'), money(reading.due_minor));
    const facts = hasChange ? [total, ...partsOf(reading, { translate, money })] : [];
    this.#receipt.replaceChildren(...facts, ...pointsOf(reading, translate));
    this.#show('thanks');
  }

  /**
   * The code to join with, beside the greeting or above the sum; or that of the receipt, below the thanks.
   * @param {Reading} reading
   */
  #invite({ join, receipt, message }) {
    const picture = join || receipt;
    this.#invitation.hidden = !picture;
    if (!picture) return;
    const what = join ? 'join' : 'receipt';
    setText(this.#invitationText, this.#translate(`display.${what}`));
    this.#invitationCode.alt = this.#translate(`display.${what}_code`);
    if (this.#invitationCode.getAttribute('src') !== picture) this.#invitationCode.src = picture;
    const { basket, greeting, thanks } = this.#places;
    const place = message === 'greeting' ? greeting : message === 'thanks' ? thanks : basket;
    if (this.#invitation.parentElement === place) return;
    if (place === basket) place?.prepend(this.#invitation);
    else place?.append(this.#invitation);
  }

  /** @param {string} scene */
  #show(scene) {
    this.#root.dataset.scene = scene;
  }

  /** Nothing is written with these. */
  #noTexts = { translate: (/** @type {string} */ key) => key, money: String, quantity: String };
}

/**
 * @param {Reading} reading
 * @param {Pick<Texts, 'translate' | 'money'>} texts
 */
function partsOf({ parts }, { translate, money }) {
  return parts.map(({ method, amount_minor: minor }) => factOf(translate(`display.method.${method}`), money(minor)));
}

/**
 * @param {Reading} reading
 * @param {Texts['translate']} translate
 */
function pointsOf({ points, tier }, translate) {
  if (points === null || points === undefined) return [];
  return [factOf(translate('display.points'), String(points)), ...(tier ? [factOf(translate('display.tier'), tier)] : [])];
}

/**
 * @param {string} name
 * @param {string} amount
 */
function factOf(name, amount) {
  return h('div', { class: 'fact' }, h('dt', {}, name), h('dd', {}, amount));
}
