// The question before the last sale is undone.

import { button, h } from '../dom.js';
import { hint } from './dialogs.js';

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {() => void} onUndo
 */
export function confirmUndo(dialogs, onUndo) {
  const undo = () => {
    dialogs.close();
    onUndo();
  };
  dialogs.open(({ translate }) => {
    const yes = button({ label: translate('till.undo_yes'), iconName: 'trash', class: 'danger wide', onclick: undo });
    const no = button({ label: translate('till.undo_no'), class: 'wide', onclick: () => dialogs.close() });
    const content = [hint(translate('till.undo_hint')), h('div', { class: 'stack' }, no, yes)];
    return { title: translate('till.undo_title'), class: 'narrow', content, focus: no };
  });
}
