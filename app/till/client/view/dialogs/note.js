// A line of free text for the receipt.

import { h } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

const NOTE_MAX = 100;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {(text: string) => void} onNote
 */
export function askNote(dialogs, onNote) {
  const give = () => {
    const text = field.value.trim();
    if (!text) return;
    dialogs.close();
    onNote(text);
  };
  const field = h('input', { id: 'note', class: 'field', type: 'text', maxlength: NOTE_MAX, autocomplete: 'off', onkeydown: onEnter(give) });
  dialogs.open(({ translate }) => {
    const add = h('button', { type: 'button', class: 'button primary', onclick: give }, translate('till.key_enter'));
    const label = h('label', { for: 'note' }, translate('till.note_label'));
    const content = [hint(translate('till.note_hint')), h('div', { class: 'other' }, label, h('div', { class: 'field-row' }, field, add))];
    return { title: translate('till.note_title'), content, focus: field };
  });
}
