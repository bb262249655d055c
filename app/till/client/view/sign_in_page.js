// In place of the till while nobody is signed in: the names, then the PIN; at a browser that is no till, the field for its code.

import { button, h, setText } from './dom.js';
import { icon } from './icons.js';
import { PinPad } from './pin_pad.js';

/**
 * @typedef {import('../model/operator.js').Person} Person
 * @typedef {import('../model/operator.js').SignInView} SignInView
 * @typedef {{ translate: import('../model/text.js').Translate, format: { decimal: string } }} Texts
 *
 * @typedef {object} SignInPageDelegate
 * @property {(person: Person) => void} choose
 * @property {(key: string) => void} press
 * @property {() => void} stepBack
 * @property {() => void} askToUnlock
 * @property {(code: string) => void} enrol
 */

const CODE_LENGTH = 9;

export class SignInPage {
  #delegate;
  /** @type {Texts | null} */
  #texts = null;
  #pad;
  #drawn = '';
  #title = h('h2');
  #hint = h('p', { class: 'sign-in-hint' });
  #message = h('p', { class: 'sign-in-message', role: 'alert' });
  #body = h('div', { class: 'sign-in-body' });
  #waiting = h('p', { class: 'sign-in-waiting', role: 'status' });

  /** @param {SignInPageDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
    this.#pad = new PinPad({ onKey: (key) => delegate.press(key) });
    this.element = h('section', { class: 'sign-in', hidden: true }, this.#title, this.#hint, this.#message, this.#body, this.#waiting);
  }

  /** @param {Texts} texts */
  fill(texts) {
    this.#texts = texts;
    this.#pad.fill(texts);
    this.#drawn = '';
  }

  /**
   * @param {SignInView} view
   * @param {number} waiting how many things done before have no answer
   */
  draw(view, waiting) {
    if (!this.#texts) return;
    const { translate } = this.#texts;
    this.element.hidden = view.stage === 'hidden';
    this.#drawBody(view);
    setText(this.#message, view.seconds ? translate('till.sign_in_wait', { count: view.seconds }) : view.message);
    this.#message.hidden = !view.seconds && !view.message;
    setText(this.#waiting, waiting ? translate('till.sign_in_waiting', { count: waiting }) : '');
    this.#pad.draw(view.digits, view.busy || (view.seconds > 0 && !view.blocked));
  }

  /**
   * The names, the keys or the field; they stay while only a digit is typed or a second passes.
   * @param {SignInView} view
   */
  #drawBody(view) {
    const drawn = JSON.stringify([view.stage, view.people, view.person?.code, view.blocked?.code, view.badge, view.seconds > 0]);
    if (!this.#texts || drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { translate } = this.#texts;
    const [title, hint] = titlesOf(view, translate);
    setText(this.#title, title);
    setText(this.#hint, hint);
    this.element.setAttribute('aria-label', title);
    if (view.stage === 'enrol') this.#body.replaceChildren(...this.#codeField(translate));
    else if (view.stage === 'people') this.#body.replaceChildren(...this.#names(view, translate));
    else if (view.stage === 'pin') this.#body.replaceChildren(...this.#pinPart(view, translate));
    else this.#body.replaceChildren();
    const first = /** @type {HTMLElement | null} */ (this.#body.querySelector('input, .person, .pin-pad'));
    first?.focus();
  }

  /**
   * @param {SignInView} view
   * @param {import('../model/text.js').Translate} translate
   */
  #names({ people, blocked }, translate) {
    const tiles = people.map((each) =>
      h('button', { type: 'button', class: 'person', onclick: () => this.#delegate.choose(each) }, h('span', { class: 'person-sign', 'aria-hidden': 'true' }, initialOf(each.name)), h('span', { class: 'person-name' }, each.name)),
    );
    const back = blocked ? [button({ label: translate('till.sign_in_back'), key: 'Esc', onclick: () => this.#delegate.stepBack() })] : [];
    return [h('div', { class: 'people' }, tiles), ...back];
  }

  /**
   * @param {SignInView} view
   * @param {import('../model/text.js').Translate} translate
   */
  #pinPart({ seconds, blocked, person }, translate) {
    const back = button({ label: translate('till.sign_in_back'), key: 'Esc', onclick: () => this.#delegate.stepBack() });
    const unlock = button({ label: translate('till.sign_in_unlock'), onclick: () => this.#delegate.askToUnlock() });
    const others = seconds && person && !blocked ? [unlock, back] : [back];
    return [this.#pad.element, h('div', { class: 'sign-in-others' }, others)];
  }

  /** @param {import('../model/text.js').Translate} translate */
  #codeField(translate) {
    const field = h('input', {
      id: 'enrolment-code',
      class: 'field big code-field',
      maxlength: CODE_LENGTH + 4,
      autocomplete: 'off',
      autocapitalize: 'characters',
      spellcheck: 'false',
      'data-typed-only': '',
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && this.#delegate.enrol(field.value),
    });
    const label = h('label', { for: field.id }, translate('till.enrol_code'));
    const enrol = button({ label: translate('till.enrol_now'), key: '↵', class: 'primary wide', onclick: () => this.#delegate.enrol(field.value) });
    return [icon('scan'), h('div', { class: 'stack' }, label, field, enrol)];
  }
}

/**
 * @param {SignInView} view
 * @param {import('../model/text.js').Translate} translate
 * @returns {[string, string]}
 */
function titlesOf({ stage, people, person, blocked, badge }, translate) {
  if (stage === 'enrol') return [translate('till.enrol_title'), translate('till.enrol_hint')];
  if (stage === 'people' && blocked) return [translate('till.sign_in_unlock'), translate('till.sign_in_unlock_hint', { name: blocked.name })];
  if (stage === 'people' && !people.length) return [translate('till.sign_in_title'), translate('till.sign_in_nobody')];
  if (stage === 'people') return [translate('till.sign_in_title'), translate('till.sign_in_hint')];
  return [badge || !person ? translate('till.sign_in_badge') : person.name, translate('till.sign_in_pin')];
}

/** @param {string} name */
function initialOf(name) {
  return [...name][0]?.toUpperCase() ?? '';
}
