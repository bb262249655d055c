// Number keys for fingers.

import { h, setText } from './dom.js';
import { icon } from './icons.js';

/** @type {Record<string, import('./icons.js').IconName>} */
const PICTURES = { back: 'backspace', enter: 'check' };
/** The keys of an amount or a quantity. */
export const NUMBER_KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', 'decimal', '0', 'back'];

/**
 * Keys are digits or one of decimal, times, back, clear, enter.
 * @param {{ keys: string[], onKey: (key: string) => void }} options
 */
export function makeKeypad({ keys, onKey }) {
  const buttons = keys.map((key) => {
    const picture = PICTURES[key];
    return h('button', { type: 'button', class: `key key-${key}`, data: { key }, onclick: () => onKey(key) }, picture ? icon(picture) : key);
  });
  // A finger leaves the focus where it was: Enter on the keyboard would press the key that was touched last once more.
  const onmousedown = (/** @type {MouseEvent} */ event) => event.preventDefault();
  const element = h('div', { class: 'keypad', role: 'group', onmousedown }, buttons);
  return {
    element,
    /** @param {{ translate: import('../model/text.js').Translate, decimal: string }} texts */
    fill({ translate, decimal }) {
      element.setAttribute('aria-label', translate('till.keypad'));
      /** @type {Record<string, string>} */
      const signs = { decimal, times: '×', clear: 'C' };
      buttons.forEach((button, i) => {
        const key = keys[i] ?? '';
        const sign = signs[key];
        if (sign) setText(button, sign);
        if (/\D/.test(key)) button.setAttribute('aria-label', translate(`till.key_${key}`));
      });
    },
  };
}
