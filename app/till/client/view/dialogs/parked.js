// The parked baskets to recall one from.

import { h, iconButton } from '../dom.js';

/** The first product of a basket, and when it was parked. */
const LABEL = /^(.+) (\d\d:\d\d)$/;

/**
 * @typedef {import('../../model/basket.js').ParkedBasket} ParkedBasket
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {ParkedBasket[]} baskets
 * @param {{ recall: (basketId: number) => void, printSlip: (basketId: number) => void }} acts
 */
export function chooseParked(dialogs, baskets, acts) {
  const choose = (/** @type {ParkedBasket} */ basket) => {
    dialogs.close();
    acts.recall(basket.basket_id);
  };
  const slipKey = (/** @type {ParkedBasket} */ basket, /** @type {import('./dialogs.js').Texts} */ { translate }) =>
    iconButton({ iconName: 'receipt', class: 'square', label: `${translate('till.slip_print')}: ${basket.label}`, onclick: () => acts.printSlip(basket.basket_id) });
  dialogs.open((texts) => ({
    title: texts.translate('till.parked_title'),
    content: [h('ul', { class: 'choices' }, baskets.map((basket) => h('li', { class: 'choice-row' }, choiceOf(basket, texts, () => choose(basket)), slipKey(basket, texts))))],
  }));
}

/**
 * @param {ParkedBasket} basket
 * @param {import('./dialogs.js').Texts} texts
 * @param {() => void} onclick
 */
function choiceOf(basket, { translate, format }, onclick) {
  const [, name = basket.label, time = ''] = LABEL.exec(basket.label) ?? [];
  const sub = [time, translate('till.lines', { count: basket.lines })].filter(Boolean).join(' · ');
  return h(
    'button',
    { type: 'button', class: 'choice', disabled: basket.sure === false, onclick },
    h('span', { class: 'choice-main' }, name),
    h('span', { class: 'choice-side' }, format.money(basket.gross_minor)),
    h('span', { class: 'choice-sub' }, sub),
  );
}
