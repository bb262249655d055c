// Number keys for fingers.

import { h, icon, setText } from './dom.js';

/** Keys are digits or one of decimal, times, back, clear, enter; `onKey(key)` is called with them. */
export function makeKeypad({ keys, onKey }) {
  const buttons = keys.map((key) => {
    const picture = { back: 'backspace', enter: 'check' }[key];
    return h('button', { type: 'button', class: `key key-${key}`, data: { key }, onclick: () => onKey(key) }, picture ? icon(picture) : key);
  });
  const element = h('div', { class: 'keypad', role: 'group' }, buttons);
  return {
    element,
    fill({ say, decimal }) {
      element.setAttribute('aria-label', say('till.keypad'));
      for (const button of buttons) {
        const { key } = button.dataset;
        if (key === 'decimal') setText(button, decimal);
        if (key === 'times') setText(button, '×');
        if (key === 'clear') setText(button, 'C');
        if (/\D/.test(key)) button.setAttribute('aria-label', say(`till.key_${key}`));
      }
    },
  };
}
