// How many points the member uses for the basket: all that it can take, or fewer.

import { button, h, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {{ points: import('../../model/shown_member.js').Points, most: number }} question `most` is what the goods cost, in points, and never more than there are
 * @param {(points: number) => void} onUse
 */
export function askPoints(dialogs, { points, most }, onUse) {
  dialogs.open(({ translate, format }) => {
    const problem = h('p', { class: 'problem', role: 'alert', id: 'points-problem' });
    const field = h('input', { id: 'points-number', class: 'field', type: 'text', inputmode: 'numeric', maxlength: 7, autocomplete: 'off', 'aria-describedby': 'points-problem', onkeydown: onEnter(() => send()) });
    const send = () => {
      const number = field.value.trim() ? Number(field.value.trim()) : most;
      if (!Number.isInteger(number) || number < points.least || number > points.usable) {
        setText(problem, translate('till.points_wrong', { least: points.least, most: points.usable }));
        field.focus();
        return;
      }
      dialogs.close();
      onUse(number);
    };
    const use = button({ label: translate('till.points_use', { points: most, amount: format.money(most * points.value_minor) }), iconName: 'receipt', class: 'primary wide', onclick: () => send() });
    const other = h('div', { class: 'other' }, h('label', { for: 'points-number' }, translate('till.points_other')), field);
    const content = [hint(translate('till.points_has', { points: points.balance, amount: format.money(points.balance * points.value_minor) })), use, other, problem];
    return { title: translate('till.points_title'), content, focus: use };
  });
}
