// The question before a basket is cancelled.

import { button, h } from '../dom.js';
import { hint } from './dialogs.js';

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {() => void} onCancel
 */
export function confirmCancel(dialogs, onCancel) {
  const cancel = () => {
    dialogs.close();
    onCancel();
  };
  dialogs.open(({ say }) => {
    const yes = button({ label: say('till.cancel_yes'), iconName: 'trash', class: 'danger wide', onclick: cancel });
    const no = button({ label: say('till.cancel_no'), class: 'wide', onclick: () => dialogs.close() });
    const content = [hint(say('till.cancel_hint')), h('div', { class: 'stack' }, no, yes)];
    return { title: say('till.cancel_title'), class: 'narrow', content, focus: no };
  });
}
