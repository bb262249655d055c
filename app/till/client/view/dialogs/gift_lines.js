// Which goods of a receipt go on a gift receipt, which has no prices, and whether it is printed or shown.

import { button, h } from '../dom.js';
import { hint } from './dialogs.js';

/** @typedef {import('../../model/sale.js').GiftLine} GiftLine */

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {GiftLine[]} goods all chosen at first
 * @param {{ onPrint: (positions: number[]) => void, onShow: (positions: number[]) => void }} acts
 */
export function askGiftLines(dialogs, goods, { onPrint, onShow }) {
  const chosen = new Set(goods.map(({ position }) => position));
  dialogs.open(({ translate }) => {
    const closing = (/** @type {(positions: number[]) => void} */ act) => () => {
      dialogs.close();
      act([...chosen]);
    };
    const print = button({ label: translate('till.gift_print'), iconName: 'receipt', class: 'wide primary', onclick: closing(onPrint) });
    const show = button({ label: translate('till.gift_show'), iconName: 'search', class: 'wide', onclick: closing(onShow) });
    const lines = goods.map((line) => lineOf(line, chosen, () => (print.disabled = show.disabled = chosen.size === 0)));
    const content = [hint(translate('till.gift_hint')), h('div', { class: 'stack' }, ...lines, print, show)];
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
