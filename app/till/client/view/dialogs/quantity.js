// The quantity of a line.

import { LINE_MILLI_MAX } from '../../model/basket.js';
import { parseQuantity } from '../../model/format.js';
import { button, h, setText } from '../dom.js';
import { makeKeypad, NUMBER_KEYS } from '../keypad.js';
import { onEnter } from './dialogs.js';

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {import('../../model/basket.js').Line} line
 * @param {(milli: number) => void} onQuantity
 */
export function askQuantity(dialogs, line, onQuantity) {
  dialogs.open(({ translate, format }) => {
    const problem = h('p', { id: 'quantity-problem', class: 'problem', role: 'alert' });
    const done = () => {
      const milli = field.value.trim() ? parseQuantity(field.value) : line.milli;
      const wrong = milli === null || milli > LINE_MILLI_MAX;
      field.setAttribute('aria-invalid', String(wrong));
      setText(problem, wrong ? translate('till.wrong_quantity', { text: field.value }) : '');
      if (wrong) return;
      dialogs.close();
      onQuantity(milli);
    };
    const field = quantityField(format.quantity(line.milli), problem.id, done);
    const keypad = makeKeypad({ onKey: (key) => pressInto(field, key, format.decimal), keys: NUMBER_KEYS });
    keypad.fill({ translate, decimal: format.decimal });
    const confirm = button({ label: translate('till.quantity_set'), key: '↵', class: 'primary wide', onclick: done });
    const label = h('label', { for: 'quantity' }, translate('till.quantity'));
    return { title: line.name, class: 'narrow', content: [label, field, problem, keypad.element, confirm], focus: field };
  });
}

/**
 * @param {string} placeholder
 * @param {string} describedBy
 * @param {() => void} done
 */
function quantityField(placeholder, describedBy, done) {
  return h('input', {
    id: 'quantity',
    class: 'field big',
    inputmode: 'none',
    autocomplete: 'off',
    placeholder,
    'aria-describedby': describedBy,
    onkeydown: onEnter(done),
  });
}

/**
 * @param {HTMLInputElement} field
 * @param {string} key
 * @param {string} decimal
 */
function pressInto(field, key, decimal) {
  if (key === 'back') field.value = field.value.slice(0, -1);
  else field.value += key === 'decimal' ? decimal : key;
  field.focus();
}
