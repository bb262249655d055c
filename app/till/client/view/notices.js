// What the operator must know: a bar for the connection, a strip for change that nobody has seen yet, and a large
// banner for what was refused.

import { button, h, icon, setText } from './dom.js';

const NOTE_MS = 5000;

export class Notices {
  /** `onTakeOver()` asks for the till when another window has it; `storage` keeps the strip over a reload. */
  constructor({ onTakeOver, storage }) {
    this.storage = storage;
    this.owed = storage.owed; // sales whose change nobody has seen yet
    this.bar = h('div', { class: 'bar', role: 'status', hidden: true });
    this.take = button({ label: '', class: 'bar-button', onclick: onTakeOver });
    this.owedStrip = h('div', { class: 'owed', role: 'status', hidden: true });
    this.banner = h('div', { class: 'banner', role: 'alert', hidden: true });
    this.problems = [];
    this.note = null;
  }

  fill({ say, format }) {
    Object.assign(this, { say, format });
    setText(this.take.querySelector('.button-text'), say('till.use_here'));
    this.shown = null;
    this.drawBanner();
    this.drawOwed();
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

  /** Show the change of a sale beside the basket that has begun meanwhile, until the operator has seen it. */
  owe(sale) {
    this.owed = this.storage.owed = [...this.owed, sale];
    this.drawOwed();
  }

  settleOwed() {
    this.owed = this.storage.owed = [];
    this.drawOwed();
  }

  drawOwed() {
    this.owedStrip.hidden = !this.owed.length;
    const { money } = this.format;
    const text = ({ receipt_number, change_minor, tenders }) => {
      const received = money(tenders.reduce((sum, tender) => sum + tender.amount_minor, 0));
      const fine = this.say('till.owed_of', { number: receipt_number, received });
      return h('p', {}, `${this.say('till.change')} `, h('strong', {}, money(change_minor)), h('small', {}, fine));
    };
    const seen = button({ label: this.say('till.seen'), key: 'Esc', class: 'owed-button', onclick: () => this.settleOwed() });
    this.owedStrip.replaceChildren(icon('check'), h('div', { class: 'owed-text' }, this.owed.map(text)), seen);
  }

  /** Whether something waits to be seen. */
  get hasProblem() {
    return this.problems.length > 0 || this.owed.length > 0;
  }

  /** What was seen goes, the banner first. */
  dismiss() {
    if (!this.problems.length) this.settleOwed();
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
