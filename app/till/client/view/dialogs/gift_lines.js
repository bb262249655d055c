// Which goods of a receipt go on a gift receipt, which has no prices.

import { button, h } from '../dom.js';
import { hint } from './dialogs.js';

/** @typedef {import('../../model/sale.js').GiftLine} GiftLine */

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {GiftLine[]} goods all chosen at first
 * @param {(positions: number[]) => void} onChosen
 */
export function askGiftLines(dialogs, goods, onChosen) {
  const chosen = new Set(goods.map(({ position }) => position));
  dialogs.open(({ translate }) => {
    const print = button({
      label: translate('till.gift_print'),
      iconName: 'receipt',
      class: 'wide primary',
      onclick: () => {
        dialogs.close();
        onChosen([...chosen]);
      },
    });
    const lines = goods.map((line) => lineOf(line, chosen, () => (print.disabled = chosen.size === 0)));
    const content = [hint(translate('till.gift_hint')), h('div', { class: 'stack' }, ...lines, print)];
    return { title: translate('till.gift_title'), content, focus: print };
  });
}

/**
 * @param {GiftLine} line
 * @param {Set<number>} chosen
 * @param {() => void} onChange
 */
function lineOf({ position, name, quantity }, chosen, onChange) {
  const toggle = h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'true', data: { gift: position } }, `${quantity} × ${name}`);
  toggle.addEventListener('click', () => {
    if (!chosen.delete(position)) chosen.add(position);
    toggle.setAttribute('aria-pressed', String(chosen.has(position)));
    onChange();
  });
  return toggle;
}
