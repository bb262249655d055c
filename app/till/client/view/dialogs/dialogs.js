// What lies over the till while it is open: one dialog at a time.

import { h, iconButton } from '../dom.js';

/**
 * @typedef {import('../../model/text.js').Translate} Translate
 * @typedef {{ translate: Translate, format: import('../../model/format.js').Format }} Texts
 * @typedef {Node | Node[]} Content
 *
 * @typedef {object} Typist takes what is typed anywhere in a dialog
 * @property {string} text
 * @property {(text: string) => void} setText
 * @property {(text: string) => void} typeFocused
 * @property {(key: string) => void} press
 * @property {() => void} enter
 * @property {(code: string) => void} [scan] takes what a scanner reads meanwhile
 *
 * @typedef {object} DialogOptions
 * @property {string} title
 * @property {Content[]} content
 * @property {string} [class]
 * @property {HTMLElement} [focus] what gets the focus, else the first button
 * @property {Typist | null} [typist]
 * @property {() => void} [onClose]
 */

export class Dialogs {
  #root;
  /** @type {Texts | null} */
  #texts = null;
  /** @type {HTMLDialogElement | null} */
  #dialog = null;
  /** @type {Typist | null} */
  #typist = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {Texts} texts */
  fill(texts) {
    this.#texts = texts;
  }

  get isOpen() {
    return Boolean(this.#dialog?.open);
  }

  get typist() {
    return this.isOpen ? this.#typist : null;
  }

  /**
   * Show a dialog; the browser keeps the focus inside and closes it on Escape.
   * @param {(texts: Texts) => DialogOptions} make
   */
  open(make) {
    if (!this.#texts) return;
    this.close();
    const options = make(this.#texts);
    const dialog = makeDialog(options, this.#texts.translate('till.close'));
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close()); // beside the dialog
    dialog.addEventListener('close', () => {
      dialog.remove();
      options.onClose?.();
      if (this.#dialog !== dialog) return;
      this.#dialog = this.#typist = null;
    });
    this.#root.append(dialog);
    dialog.showModal();
    this.#dialog = dialog;
    this.#typist = options.typist ?? null;
    const first = /** @type {HTMLElement | null} */ (dialog.querySelector('.dialog-body button:not(:disabled)'));
    (options.focus ?? first)?.focus();
  }

  close() {
    this.#dialog?.close();
  }
}

/**
 * @param {DialogOptions} options
 * @param {string} closeLabel
 */
function makeDialog({ title, content, class: className = '' }, closeLabel) {
  const heading = h('h2', { id: 'dialog-title' }, title);
  const close = iconButton({ iconName: 'close', class: 'square quiet', label: closeLabel, onclick: () => dialog.close() });
  const dialog = h(
    'dialog',
    { class: `dialog ${className}`.trim(), 'aria-labelledby': 'dialog-title' },
    h('header', { class: 'dialog-header' }, heading, close),
    h('div', { class: 'dialog-body', tabindex: '-1' }, content.flat()),
  );
  return dialog;
}

/**
 * Enter in a field does what it says and nothing else: its keypress would press the button that has the focus next.
 * @param {() => void} act
 */
export function onEnter(act) {
  return (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    act();
  };
}

/** @param {string} text */
export function hint(text) {
  return h('p', { class: 'hint' }, text);
}
