// What the operator must know: a bar for the connection, and a large banner for what was refused.

import { button, h, icon, setText } from './dom.js';

const NOTE_MS = 5000;

export class Notices {
  /** `onTakeOver()` asks for the till when another window has it. */
  constructor({ onTakeOver }) {
    this.bar = h('div', { class: 'bar', role: 'status', hidden: true });
    this.take = button({ label: '', class: 'bar-button', onclick: onTakeOver });
    this.banner = h('div', { class: 'banner', role: 'alert', hidden: true });
    this.problems = [];
    this.note = null;
  }

  fill({ say }) {
    this.say = say;
    setText(this.take.querySelector('.button-text'), say('till.use_here'));
    this.shown = null;
    this.drawBanner();
  }

  /** Say something good for a few seconds. */
  tell(text) {
    clearTimeout(this.timer);
    this.note = text;
    this.timer = setTimeout(() => {
      this.note = null;
      this.onExpired?.();
    }, NOTE_MS);
  }

  /** Say what was refused; it stands until the operator has seen it. */
  refuse(title, message) {
    this.problems.push({ title, message });
    this.drawBanner();
  }

  get hasProblem() {
    return this.problems.length > 0;
  }

  dismiss() {
    this.problems = [];
    this.drawBanner();
  }

  drawBanner() {
    this.banner.hidden = !this.problems.length;
    if (!this.problems.length) {
      this.banner.replaceChildren();
      return;
    }
    const shown = this.problems.slice(-3);
    const more = this.problems.length - shown.length;
    const texts = shown.map(({ title, message }) => h('div', { class: 'banner-problem' }, h('strong', {}, title), h('p', {}, message)));
    if (more) texts.push(h('p', { class: 'banner-more' }, this.say('till.more_problems', { count: more })));
    const seen = button({ label: this.say('till.seen'), key: 'Esc', class: 'banner-button', onclick: () => this.dismiss() });
    this.banner.replaceChildren(icon('alert'), h('div', { class: 'banner-text' }, texts), seen);
  }

  /** What is wrong with the receipt printer, if anything is; sales go on meanwhile. */
  printing(printer) {
    if (!printer || printer.outcome === 'printed' || !printer.outcome) return '';
    if (printer.outcome === 'unknown') return this.say('till.printer_unknown', { number: printer.receipt_number });
    const trouble = printer.troubles.map((each) => this.say(`till.printer_${each}`)).join(', ');
    return `${this.say('till.printer')}: ${trouble || this.say('till.printer_offline')}. ${this.say('till.printer_waiting', { count: printer.waiting })}`;
  }

  /** That nothing gets through, in the server's own words if it had any. */
  offline({ waiting, seconds, said }) {
    const why = said ? this.say('till.trouble_bar', { said }) : this.say('till.offline_bar');
    return waiting ? `${why} ${this.say('till.waiting', { count: waiting, seconds })}` : why;
  }

  /**
   * `owner` null: not known yet. `waiting` events have no answer since `failingSince` (ms since 1970, 0: all is well);
   * `trouble` is what the server said of it, if it said anything.
   */
  draw({ owner, online, waiting, failingSince, trouble, printer }) {
    const printing = this.printing(printer);
    const state = owner === false ? 'elsewhere' : !online ? 'offline' : this.note ? 'note' : printing ? 'printer' : '';
    this.bar.hidden = !state;
    if (!state) return;
    const seconds = failingSince ? Math.max(1, Math.round((Date.now() - failingSince) / 1000)) : 0;
    const text = {
      elsewhere: () => this.say('till.elsewhere'),
      offline: () => this.offline({ waiting, seconds, said: trouble?.said }),
      note: () => this.note,
      printer: () => printing,
    }[state]();
    const key = `${state} ${text}`;
    if (this.shown === key) return;
    this.shown = key;
    this.bar.className = `bar is-${state}`;
    const picture = { elsewhere: 'alert', offline: 'offline', note: 'check', printer: 'receipt' }[state];
    this.bar.replaceChildren(icon(picture), h('span', {}, text), state === 'elsewhere' ? this.take : '');
  }
}
