// The left side: the box to search, type and multiply in, the categories and the products.

import { LINE_MILLI_MAX } from '../model/basket.js';
import { h, icon, setAttribute, setText } from './dom.js';
import { divisible, parseQuantity, perUnit, tied } from '../model/format.js';

const TILES_AT_ONCE = 60;
const ACCENTS = 10;
/** Faster than the eye, slower than a scanner. */
const SEARCH_MS = 60;
/** What was found stays after a tap for this long, so that a second tap meets the same product. */
const LINGER_MS = 1500;

export class ProductPane {
  /** `onAdd(code, milli)` puts something into the basket and tells whether it did, `onMenu()` and `onKeypad()` open those. */
  constructor({ say, format, onAdd, onMenu, onKeypad, onNothing, onWrongTimes }) {
    Object.assign(this, { say, format, onAdd, onNothing, onWrongTimes });
    this.category = null;
    this.milli = 1000;
    this.found = [];
    this.shown = 0;
    this.inBasket = new Map();
    this.box = h('input', {
      class: 'box-input',
      type: 'text',
      inputmode: 'search',
      enterkeyhint: 'go',
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      oninput: () => this.onInput(),
      onkeydown: (event) => this.onBoxKey(event),
    });
    this.times = h('button', { type: 'button', class: 'times', hidden: true, onclick: () => this.multiply(1000) });
    this.clear = h('button', { type: 'button', class: 'box-clear', hidden: true, onclick: () => this.empty() }, icon('close'));
    this.keypadButton = h('button', { type: 'button', class: 'square', onclick: onKeypad }, icon('keypad'));
    this.place = h('span', { class: 'place-name' });
    this.menuButton = h('button', { type: 'button', class: 'place', onclick: onMenu }, icon('menu'), h('i', { class: 'dot' }), this.place, icon('down'));
    this.chips = h('div', { class: 'chips', role: 'group', onclick: (event) => this.onChip(event) });
    this.grid = h('div', {
      class: 'grid',
      role: 'group',
      tabindex: '-1',
      onclick: (event) => this.onTile(event),
      onkeydown: (event) => this.onGridKey(event),
      onscroll: () => this.onScroll(),
    });
    this.element = h(
      'section',
      { class: 'product-pane' },
      h(
        'div',
        { class: 'top' },
        h('div', { class: 'box' }, icon('search'), this.times, this.box, this.clear, h('kbd', { 'aria-hidden': 'true' }, 'F2')),
        this.keypadButton,
        this.menuButton,
      ),
      this.chips,
      this.grid,
    );
  }

  /** Take new products, or write everything again in another language. */
  fill({ catalogue, say, format, language, goodsLanguage, loaded }) {
    Object.assign(this, { catalogue, say, format, language, goodsLanguage, loaded });
    this.box.placeholder = say('till.search');
    this.box.setAttribute('aria-label', say('till.search'));
    this.clear.setAttribute('aria-label', say('till.clear_box'));
    this.keypadButton.setAttribute('aria-label', say('till.keypad'));
    this.chips.setAttribute('aria-label', say('till.categories'));
    this.grid.setAttribute('aria-label', say('till.products'));
    this.drawChips();
    this.multiply(this.milli);
    this.search();
  }

  drawChips() {
    const used = new Set(this.catalogue.products.map((product) => product.category));
    const chip = (category, name) =>
      h(
        'button',
        { type: 'button', class: 'chip', data: { category: category ?? '' } },
        category === null ? null : h('i', { class: `accent accent-${category % ACCENTS}` }),
        name,
      );
    const chips = this.catalogue.categories.map((each, i) => (each.has_goods || used.has(i) ? chip(i, each[this.language]) : null));
    this.chips.replaceChildren(chip(null, this.say('till.all')), ...chips.filter(Boolean));
    this.markChip();
  }

  /** The category that is shown: words are sought in all of them. */
  get shownCategory() {
    return this.box.value.trim() ? null : this.category;
  }

  markChip() {
    const shown = String(this.shownCategory ?? '');
    for (const chip of this.chips.children) chip.setAttribute('aria-pressed', String(chip.dataset.category === shown));
  }

  onChip(event) {
    const chosen = event.target.closest('.chip');
    if (!chosen) return;
    this.category = chosen.dataset.category === '' ? null : Number(chosen.dataset.category);
    chosen.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.setText('');
    this.search();
  }

  onInput() {
    const times = /^([\d.,]+)[*x×]$/i.exec(this.box.value.trim());
    if (times) {
      this.box.value = '';
      const milli = parseQuantity(times[1]);
      if (milli && milli <= LINE_MILLI_MAX) this.multiply(milli);
      else this.onWrongTimes(times[1]);
    }
    this.clear.hidden = !this.box.value;
    this.onShown?.();
    // A scan into the box is gone again before this, and then there is nothing to search.
    clearTimeout(this.searchTimer);
    this.searchTimer = setTimeout(() => this.searchAgain(), SEARCH_MS);
  }

  /** The next product comes so many times (in thousandths). */
  multiply(milli) {
    this.milli = milli;
    this.times.hidden = milli === 1000;
    this.onShown?.();
    setText(this.times, `${this.format.quantity(milli)} ×`);
    this.times.setAttribute('aria-label', this.say('till.times', { count: this.format.quantity(milli) }));
  }

  /** Type `text` from elsewhere: the keypad, or keys pressed while no field had the focus. */
  type(text) {
    this.box.value += text;
    this.onInput();
  }

  /** A key of the keypad. */
  press(key) {
    const actions = {
      back: () => this.backspace(),
      clear: () => this.empty(),
      enter: () => this.enter(),
      times: () => this.type('*'),
      decimal: () => this.type(this.format.decimal),
    };
    if (actions[key]) actions[key]();
    else this.type(key);
  }

  /** The multiplier and what was typed, in one line. */
  get shownText() {
    return (this.milli === 1000 ? '' : `${this.format.quantity(this.milli)} × `) + this.box.value;
  }

  get text() {
    return this.box.value;
  }

  /** Text that was typed while no field had the focus. */
  typeFocused(text) {
    this.box.focus();
    this.type(text);
  }

  backspace() {
    if (this.box.value) {
      this.box.value = this.box.value.slice(0, -1);
      this.onInput();
    } else this.multiply(1000);
  }

  setText(text) {
    this.box.value = text;
    this.onInput();
  }

  get isEmpty() {
    return !this.box.value && this.milli === 1000;
  }

  empty() {
    this.box.value = '';
    this.multiply(1000);
    this.onInput();
  }

  onBoxKey(event) {
    if (event.key === 'Enter') this.enter();
    else if (event.key === 'ArrowDown' && this.grid.firstElementChild) this.grid.firstElementChild.focus();
    else return;
    event.preventDefault();
  }

  /** What stands in the box: a barcode, a SKU, or words of which the first match is meant. */
  enter() {
    const text = this.box.value.trim();
    if (!text) return;
    this.searchAgain();
    const code = this.catalogue.find(text) || /^\d+$/.test(text) ? text : this.found[0]?.sku;
    if (!code) {
      this.onNothing(text);
      return;
    }
    this.setText('');
    this.add(code);
  }

  add(code) {
    const { milli } = this;
    this.multiply(1000);
    return this.onAdd(code, milli);
  }

  searchAgain() {
    if (this.box.value !== this.sought) this.search();
  }

  search() {
    clearTimeout(this.searchTimer);
    this.sought = this.box.value;
    this.markChip();
    this.found = this.catalogue.search(this.box.value, this.shownCategory);
    this.shown = 0;
    this.grid.replaceChildren();
    this.grid.scrollTop = 0;
    if (!this.found.length) this.grid.append(h('p', { class: 'nothing' }, this.nothing));
    this.more();
    // Enter takes the first match.
    this.grid.classList.toggle('is-sought', this.box.value.trim() !== '');
  }

  get nothing() {
    if (!this.loaded) return '';
    if (!this.catalogue.isWhole) return this.say('till.still_loading');
    return this.catalogue.products.length ? this.say('till.no_match', { text: this.box.value }) : this.say('till.no_products');
  }

  more() {
    const next = this.found.slice(this.shown, this.shown + TILES_AT_ONCE);
    this.shown += next.length;
    this.grid.append(...next.map((product) => this.tile(product)));
  }

  tile(product) {
    const unit = perUnit(this.say, product.unit);
    const milli = this.inBasket.get(product.sku);
    return h(
      'button',
      { type: 'button', class: `tile accent-${product.category % ACCENTS}`, data: { sku: product.sku } },
      h('span', { class: 'tile-name', lang: this.goodsLanguage }, divisible(tied(product.name))),
      h('span', { class: 'tile-foot' }, h('b', {}, this.format.money(product.priceMinor)), unit ? h('span', {}, unit) : null),
      milli ? h('span', { class: 'badge' }, this.format.quantity(milli)) : null,
    );
  }

  onTile(event) {
    const tile = event.target.closest('.tile');
    if (tile && this.add(tile.dataset.sku) && this.sought) this.leave(LINGER_MS);
  }

  /** The words have led to a product: the next ones begin anew, and all products are back after `lingerMs`. */
  leave(lingerMs = 0) {
    this.box.value = '';
    this.clear.hidden = true;
    this.onShown?.();
    this.grid.classList.remove('is-sought');
    clearTimeout(this.searchTimer);
    this.searchTimer = setTimeout(() => this.searchAgain(), lingerMs);
  }

  onScroll() {
    const { scrollTop, clientHeight, scrollHeight } = this.grid;
    if (this.shown < this.found.length && scrollTop + clientHeight > scrollHeight - 600) this.more();
  }

  onGridKey(event) {
    const tiles = [...this.grid.querySelectorAll('.tile')];
    const at = tiles.indexOf(event.target);
    const columns = getComputedStyle(this.grid).gridTemplateColumns.split(' ').length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    const next = at + steps[event.key];
    if (next < 0) this.box.focus();
    else tiles[Math.min(next, tiles.length - 1)].focus();
  }

  /** Show on the tiles what is in the basket, and whether the till is open for business. */
  draw({ view, online, place, locked }) {
    const now = new Map();
    for (const line of view.lines) now.set(line.sku, (now.get(line.sku) ?? 0) + line.milli);
    for (const sku of new Set([...now.keys(), ...this.inBasket.keys()])) {
      if (now.get(sku) !== this.inBasket.get(sku)) this.drawBadge(sku, now.get(sku));
    }
    this.inBasket = now;
    setText(this.place, place);
    this.menuButton.classList.toggle('is-offline', !online);
    this.menuButton.setAttribute('aria-label', `${place}: ${this.say(online ? 'till.online' : 'till.offline')}. ${this.say('till.menu')}`);
    setAttribute(this.element, 'inert', locked);
  }

  drawBadge(sku, milli) {
    const tile = this.grid.querySelector(`[data-sku="${CSS.escape(sku)}"]`);
    if (!tile) return;
    tile.querySelector('.badge')?.remove();
    if (milli) tile.append(h('span', { class: 'badge' }, this.format.quantity(milli)));
  }
}
