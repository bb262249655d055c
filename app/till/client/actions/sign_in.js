// Who works the till: signing in with a PIN, leaving the till locked, and making this browser a till at all.

import { Refusal } from '../server/request.js';
import { Countdown } from './countdown.js';

/**
 * @typedef {import('../model/operator.js').Operator} Operator
 * @typedef {import('../model/operator.js').Person} Person
 * @typedef {import('../model/operator.js').SignInView} SignInView
 *
 * @typedef {object} SignInDelegate
 * @property {import('../server/request.js').Ask} ask asks for something of this till
 * @property {(code: string) => Promise<{ till: number }>} enrol makes this browser a till
 * @property {number} till
 * @property {(till: number) => void} goToTill opens the page of another till
 * @property {(key: string, values?: Record<string, string | number>) => string} translate
 * @property {(operator: Operator | null) => void} onOperator somebody signed in, or nobody is signed in any more
 * @property {() => Promise<void>} load asks the server for everything that a till begins with
 * @property {() => Promise<void>} resume asks the server for the basket
 * @property {() => Promise<void>} allSent nothing waits for the server any more
 * @property {() => boolean} isPaying
 * @property {() => void} onFirstOfDay nobody signed in at the till before in this business day
 * @property {() => void} onWrong
 * @property {() => void} onHidden closes what lies over the till
 * @property {() => void} redraw
 */

const [PIN_MIN, PIN_MAX] = [4, 6];
/** Leaving the till waits so long for what is on its way to the server. */
const FLUSH_MS = 800;

export class SignIn {
  #delegate;
  /** @type {SignInView['stage']} */
  #stage = 'hidden';
  /** @type {Person[]} */
  #people = [];
  /** @type {Person | null} */
  #person = null;
  /** Whom somebody else unlocks. @type {Person | null} */
  #blocked = null;
  #badge = '';
  #pin = '';
  #message = '';
  #countdown;
  #busy = false;
  #loaded = false; // the till's basket and goods have been here
  #leaving = Promise.resolve(); // a sign-out must not end the next one's sign-in

  /** @param {SignInDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
    this.#countdown = new Countdown(() => this.#tick());
  }

  get isOpen() {
    return this.#stage !== 'hidden';
  }

  /** @returns {SignInView} */
  get view() {
    const people = this.#blocked ? this.#people.filter((each) => each.may.includes('unlock_operators')) : this.#people;
    return {
      stage: this.#stage,
      people,
      person: this.#person,
      blocked: this.#blocked,
      badge: this.#badge !== '',
      digits: this.#pin.length,
      message: this.#message,
      seconds: this.#countdown.seconds,
      busy: this.#busy,
    };
  }

  /** Everybody who may sell here, and what each of them may do. */
  get people() {
    return this.#people;
  }

  stop() { this.#countdown.stop(); }

  /** The till was loaded for whoever is signed in. */
  async meet() {
    this.#loaded = true;
    const { operator, people } = await this.#delegate.ask('/operators');
    this.#people = people;
    this.#delegate.onOperator(operator);
    if (!operator) this.#show('people');
  }

  /**
   * Take a refusal because nobody is signed in or this browser is no till; returns whether it was one.
   * @param {{ status: number, code: string, details: Record<string, unknown> }} refusal
   */
  takeRefusal({ status, code, details }) {
    if (code === 'other_till' && !new URLSearchParams(location.search).has('till')) this.#delegate.goToTill(Number(details['enrolled_id']));
    else if (status !== 401) return false;
    else if (code === 'nobody_signed_in') this.#open();
    else if (details['is_demo']) this.#enrolToTry();
    else this.#show('enrol');
    return true;
  }

  /** @param {Person} person */
  choose(person) {
    this.#person = person;
    this.#badge = this.#pin = this.#message = '';
    this.#show('pin');
    if (person.has_pin === false && !this.#blocked) this.submit(); // only in a shop to try
  }

  /**
   * A badge was read, or a PIN typed as fast as a scanner.
   * @param {string} code
   */
  scan(code) {
    if (this.#stage === 'pin' && new RegExp(`^\\d{${PIN_MIN},${PIN_MAX}}$`).test(code)) {
      this.#pin = code;
      this.submit();
    } else if (this.#stage === 'people' || this.#stage === 'pin') {
      this.#person = null;
      this.#badge = code;
      this.#pin = this.#message = '';
      this.#show('pin');
    }
  }

  /**
   * A digit, `back`, `clear` or `enter`.
   * @param {string} key
   */
  press(key) {
    if (this.#stage !== 'pin' || this.#busy) return;
    if (key === 'enter') this.submit();
    else if (key === 'back') this.#type(this.#pin.slice(0, -1));
    else if (key === 'clear') this.#type('');
    else if (/^\d$/.test(key) && this.#pin.length < PIN_MAX) this.#type(this.#pin + key);
  }

  stepBack() {
    if (this.#stage !== 'pin' && !this.#blocked) return;
    this.#blocked = null;
    this.#forget();
    this.#show('people');
  }

  /** Somebody else, who may, ends the waiting of the chosen person. */
  askToUnlock() {
    this.#blocked = this.#person;
    this.#forget();
    this.#show('people');
  }

  async submit() {
    const isFree = this.#person?.has_pin === false && !this.#blocked;
    if (this.#busy || (this.#pin.length < PIN_MIN && !isFree) || (this.#countdown.seconds && !this.#blocked)) return;
    const blocked = this.#blocked;
    const who = this.#badge ? { badge: this.#badge } : { operator: this.#person?.code };
    const body = { ...who, pin: this.#pin };
    this.#pin = '';
    if (blocked) await this.#try(() => this.#unlock(blocked, body));
    else await this.#try(() => this.#signIn(body));
  }

  /**
   * Make this browser a till.
   * @param {string} code
   */
  async enrol(code) {
    await this.#try(async () => {
      const { goToTill, load, till } = this.#delegate;
      const enrolled = await this.#delegate.enrol(code);
      this.#show('hidden');
      if (enrolled.till === till) await load();
      else goToTill(enrolled.till);
    });
  }

  /** A shop to try needs no code: any browser may be its till. */
  async #enrolToTry() {
    this.#show('people');
    await this.enrol('');
  }

  /** Leave the till: the basket stays, and the next one signs in. What was done is sent first, if there is contact. */
  async lock() {
    if (this.isOpen || this.#delegate.isPaying()) return;
    this.#forget();
    this.#delegate.onHidden();
    this.#show('people');
    this.#leaving = this.#leave();
    await this.#leaving;
    await this.#open();
  }

  async #leave() {
    const { allSent, ask, onOperator } = this.#delegate;
    await Promise.race([allSent(), new Promise((resolve) => setTimeout(resolve, FLUSH_MS))]);
    onOperator(null);
    await ask('/sign-out', { body: {} }).catch(ignoreSilence);
  }

  async #open() {
    const wasOpen = this.isOpen;
    try {
      const { operator, people } = await this.#delegate.ask('/operators');
      this.#people = people;
      if (operator || (wasOpen && !this.isOpen)) return; // what was asked or refused is of before somebody signed in
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'nobody_signed_in' && this.takeRefusal(error)) return;
      ignoreSilence(error);
    }
    this.#delegate.onOperator(null);
    if (!this.isOpen || this.#stage === 'enrol') { // it is a till: what asked for a code was an answer of before
      this.#forget();
      this.#delegate.onHidden();
      this.#show('people');
    }
    this.#delegate.redraw();
  }

  /** @param {object} body */
  async #signIn(body) {
    await this.#leaving;
    const operator = await this.#delegate.ask('/sign-in', { body });
    this.#forget();
    this.#show('hidden');
    this.#delegate.onOperator(operator);
    await (this.#loaded ? this.#delegate.resume() : this.#delegate.load());
    if (operator.is_first_of_day) this.#delegate.onFirstOfDay();
  }

  /**
   * @param {Person} person
   * @param {object} body
   */
  async #unlock(person, body) {
    await this.#delegate.ask('/unlock', { body: { ...body, locked: person.code } });
    this.#blocked = null;
    this.#countdown.stop();
    this.choose(person);
    this.#message = this.#delegate.translate('till.sign_in_unlocked', { name: person.name });
  }

  /** @param {() => Promise<void>} act */
  async #try(act) {
    this.#busy = true;
    this.#message = '';
    this.#delegate.redraw();
    try {
      await act();
    } catch (error) {
      this.#refuse(error);
    }
    this.#busy = false;
    this.#delegate.redraw();
  }

  /** @param {unknown} error */
  #refuse(error) {
    if (error instanceof Refusal && this.takeRefusal(error)) return;
    this.#delegate.onWrong();
    if (error instanceof Refusal) {
      this.#message = error.message;
      if (error.code === 'wait_for_sign_in') this.#countdown.start(Number(error.details['seconds'] ?? 0));
    } else {
      ignoreSilence(error);
      this.#message = this.#delegate.translate('till.sign_in_offline');
    }
  }

  #tick() {
    if (!this.#countdown.seconds) this.#message = '';
    this.#delegate.redraw();
  }

  /** @param {string} pin */
  #type(pin) {
    this.#pin = pin;
    this.#delegate.redraw();
  }

  #forget() {
    this.#person = null;
    this.#badge = this.#pin = this.#message = '';
    this.#countdown.stop();
  }

  /** @param {SignInView['stage']} stage */
  #show(stage) {
    this.#stage = stage;
    this.#delegate.redraw();
  }
}

/** @param {unknown} error */
function ignoreSilence(error) {
  if (!(error instanceof Error) || !('serverMessage' in error)) throw error;
}
