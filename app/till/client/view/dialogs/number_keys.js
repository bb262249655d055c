// Number keys for the search box: a quantity, a barcode, a SKU. The keyboard's own keys do the same.

import { h, setText } from '../dom.js';
import { makeKeypad } from '../keypad.js';
import { hint } from './dialogs.js';

const KEYS = ['7', '8', '9', 'back', '4', '5', '6', 'times', '1', '2', '3', 'clear', '0', 'decimal', 'enter'];

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {Pick<import('../search_box.js').SearchBox, 'text' | 'shownText' | 'setText' | 'type' | 'press' | 'watch'>} searchBox
 */
export function openNumberKeys(dialogs, searchBox) {
  const screen = h('output', { class: 'screen', tabindex: '-1' });
  const show = () => setText(screen, searchBox.shownText || ' ');
  const press = (/** @type {string} */ key) => {
    if (key === 'enter') dialogs.close();
    searchBox.press(key);
    screen.focus();
  };
  const typist = {
    get text() {
      return searchBox.text;
    },
    setText: (/** @type {string} */ text) => searchBox.setText(text),
    typeFocused: (/** @type {string} */ text) => searchBox.type(text),
    press,
    enter: () => press('enter'),
  };
  dialogs.open(({ translate, format }) => {
    const keypad = makeKeypad({ onKey: press, keys: KEYS });
    keypad.fill({ translate, decimal: format.decimal });
    keypad.element.classList.add('is-wide');
    const content = [hint(translate('till.keypad_hint')), screen, keypad.element];
    return { title: translate('till.keypad_title'), class: 'narrow', content, focus: screen, typist, onClose: () => searchBox.watch(null) };
  });
  searchBox.watch(show);
  show();
}
