// The parked baskets to recall one from.

import { h } from '../dom.js';

/** The first product of a basket, and when it was parked. */
const LABEL = /^(.+) (\d\d:\d\d)$/;

/**
 * @typedef {import('../../model/basket.js').ParkedBasket} ParkedBasket
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {ParkedBasket[]} baskets
 * @param {(basketId: number) => void} onRecall
 */
export function chooseParked(dialogs, baskets, onRecall) {
  const choose = (/** @type {ParkedBasket} */ basket) => {
    dialogs.close();
    onRecall(basket.basket_id);
  };
  dialogs.open((texts) => ({
    title: texts.translate('till.parked_title'),
    content: [h('ul', { class: 'choices' }, baskets.map((basket) => h('li', {}, choiceOf(basket, texts, () => choose(basket)))))],
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
