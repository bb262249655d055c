// The keys of one page of quick keys: dragged, or moved with the buttons on them. Each new order is told to the page.

/**
 * @typedef {{ sku: string, name: string }} QuickKey
 * @typedef {{ earlier: string, later: string, remove: string, page: string }} KeyWords
 * @typedef {object} KeyData
 * @property {QuickKey[]} keys
 * @property {KeyWords} words with {name} in place of the product's name
 * @property {boolean} locked whether nothing may be moved
 * @typedef {{ data: KeyData, parentElement: ParentNode, setTriggerValue: (name: string, value: string[]) => void }} Place
 */

class QuickKeys {
  #list;
  /** @type {Place} */
  #place;
  /** @type {{ item: HTMLElement, before: string } | null} */
  #dragged = null;

  /**
   * @param {HTMLElement} list
   * @param {Place} place
   */
  constructor(list, place) {
    this.#list = list;
    this.#place = place;
    list.addEventListener('click', (event) => this.#onClick(event));
    list.addEventListener('pointerdown', (event) => this.#onDown(event));
    list.addEventListener('pointermove', (event) => this.#onMove(event));
    list.addEventListener('pointerup', () => this.#onUp());
    list.addEventListener('pointercancel', () => this.#onUp());
  }

  /**
   * Show the keys that the page has now; the key that has the focus keeps it.
   * @param {Place} place
   */
  fill(place) {
    this.#place = place;
    const { keys, words } = place.data;
    if (this.#order().join('\n') === keys.map(({ sku }) => sku).join('\n')) return;
    this.#list.setAttribute('aria-label', words.page);
    this.#list.replaceChildren(...keys.map((key) => this.#item(key)));
    this.#mark();
  }

  /** @param {QuickKey} key */
  #item({ sku, name }) {
    const { words } = this.#place.data;
    const item = document.createElement('li');
    item.className = 'quick-key';
    item.dataset.sku = sku;
    const label = document.createElement('span');
    label.className = 'quick-key-name';
    label.textContent = name;
    const moves = document.createElement('span');
    moves.className = 'quick-key-moves';
    moves.append(
      keyButton('earlier', '←', words.earlier.replace('{name}', () => name)),
      keyButton('remove', '×', words.remove.replace('{name}', () => name)),
      keyButton('later', '→', words.later.replace('{name}', () => name)),
    );
    item.append(label, moves);
    return item;
  }

  /** The first key cannot move up, the last not down. */
  #mark() {
    const items = this.#items();
    items.forEach((item, at) => {
      for (const each of item.querySelectorAll('button')) {
        const atEnd = (each.dataset.move === 'earlier' && at === 0) || (each.dataset.move === 'later' && at === items.length - 1);
        each.disabled = this.#place.data.locked || atEnd;
      }
    });
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#list.children]);
  }

  #order() {
    return this.#items().map((item) => item.dataset.sku ?? '');
  }

  #tell() {
    this.#mark();
    this.#place.setTriggerValue('order', this.#order());
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest('button');
    const item = /** @type {HTMLElement | undefined} */ (button?.closest('.quick-key') ?? undefined);
    if (!button || !item) return;
    const { move } = button.dataset;
    if (move === 'earlier') item.previousElementSibling?.before(item);
    else if (move === 'later') item.nextElementSibling?.after(item);
    else item.remove();
    this.#tell();
    if (!button.disabled) button.focus();
    else /** @type {HTMLElement | null} */ (item.querySelector('button:enabled'))?.focus();
  }

  /** @param {PointerEvent} event */
  #onDown(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const item = /** @type {HTMLElement | null} */ (target.closest('.quick-key'));
    if (!item || target.closest('button') || this.#place.data.locked || event.button !== 0) return;
    this.#dragged = { item, before: this.#order().join('\n') };
    item.classList.add('is-dragged');
    this.#list.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #onMove(event) {
    if (!this.#dragged) return;
    const { item } = this.#dragged;
    const over = this.#items().find((each) => each !== item && isInside(each.getBoundingClientRect(), event));
    if (!over) return;
    if (over.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING) over.before(item);
    else over.after(item);
  }

  #onUp() {
    if (!this.#dragged) return;
    const { item, before } = this.#dragged;
    this.#dragged = null;
    item.classList.remove('is-dragged');
    if (this.#order().join('\n') !== before) this.#tell();
  }
}

/**
 * @param {string} move
 * @param {string} sign
 * @param {string} label
 */
function keyButton(move, sign, label) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.move = move;
  button.setAttribute('aria-label', label);
  button.textContent = sign;
  return button;
}

/**
 * @param {DOMRect} box
 * @param {{ clientX: number, clientY: number }} point
 */
function isInside(box, { clientX, clientY }) {
  return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
}

/** @type {WeakMap<Element, QuickKeys>} */
const lists = new WeakMap();

/**
 * Called by Streamlit at each run of the page with the same place; the first makes the keys.
 * @param {Place} place
 */
export default function quickKeys(place) {
  const list = /** @type {HTMLElement} */ (place.parentElement.querySelector('.quick-keys'));
  const keys = lists.get(list) ?? new QuickKeys(list, place);
  lists.set(list, keys);
  keys.fill(place);
}
