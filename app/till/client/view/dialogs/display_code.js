// The code that a customer display shows, typed at the till.

import { button, h, setText } from '../dom.js';
import { makeKeypad } from '../keypad.js';
import { addressOf } from '../till_links.js';
import { hint, onEnter } from './dialogs.js';

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', 'clear', '0', 'back'];
const CODE_MAX = 7; // six digits, with the space between them

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {(code: string) => Promise<string | null>} onCode tells what is wrong, if anything is
 */
export function askDisplayCode(dialogs, onCode) {
  dialogs.open(({ translate, format }) => {
    const problem = h('p', { id: 'display-problem', class: 'problem', role: 'alert' });
    const pair = async () => {
      if (!field.value.trim()) return;
      const wrong = await onCode(field.value);
      field.setAttribute('aria-invalid', String(wrong !== null));
      setText(problem, wrong ?? '');
      if (wrong === null) dialogs.close();
    };
    const field = h('input', {
      id: 'display-code',
      class: 'field big',
      inputmode: 'none',
      autocomplete: 'off',
      maxlength: String(CODE_MAX),
      'aria-describedby': problem.id,
      onkeydown: onEnter(pair),
    });
    const keypad = makeKeypad({ onKey: (key) => pressInto(field, key), keys: KEYS });
    keypad.fill({ translate, decimal: format.decimal });
    const key = button({ label: translate('till.display_pair'), key: '↵', class: 'primary wide', onclick: pair });
    const label = h('label', { for: 'display-code' }, translate('till.display_code'));
    const open = h('a', { class: 'button wide', href: addressOf('/display'), target: '_blank', rel: 'noopener' }, translate('till.display_open'));
    const how = hint(translate('till.display_hint', { address: `${location.host}/display` }));
    return { title: translate('till.display_title'), class: 'narrow', content: [how, label, field, problem, keypad.element, key, open], focus: field };
  });
}

/**
 * @param {HTMLInputElement} field
 * @param {string} key
 */
function pressInto(field, key) {
  if (key === 'back') field.value = field.value.slice(0, -1);
  else if (key === 'clear') field.value = '';
  else if (field.value.length < CODE_MAX) field.value += key;
  field.focus();
}
