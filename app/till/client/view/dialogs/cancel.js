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
  dialogs.open(({ translate }) => {
    const yes = button({ label: translate('till.cancel_yes'), iconName: 'trash', class: 'danger wide', onclick: cancel });
    const no = button({ label: translate('till.cancel_no'), class: 'wide', onclick: () => dialogs.close() });
    const content = [hint(translate('till.cancel_hint')), h('div', { class: 'stack' }, no, yes)];
    return { title: translate('till.cancel_title'), class: 'narrow', content, focus: no };
  });
}
