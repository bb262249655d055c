// The orders of the web shop that wait, and one of them with its goods to pick.

import { Pick } from '../../model/web_order.js';
import { button, h, setText } from '../dom.js';
import { pictureOf } from '../product_tiles.js';
import { hint, onEnter } from './dialogs.js';

const CODE_LENGTH = 6;

/**
 * @typedef {import('../../model/web_order.js').WebOrder} WebOrder
 * @typedef {import('./dialogs.js').Texts} Texts
 */

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {WebOrder[]} orders
 * @param {import('../../model/web_order.js').WebOrderActs} acts
 */
export function listWebOrders(dialogs, orders, acts) {
  dialogs.open((texts) => {
    const { translate } = texts;
    const handOver = () => {
      const code = field.value.trim();
      if (code.length === CODE_LENGTH) void acts.handOver(code);
    };
    const field = h('input', { id: 'pickup-code', class: 'field', type: 'text', inputmode: 'numeric', maxlength: CODE_LENGTH, autocomplete: 'off', onkeydown: onEnter(handOver) });
    const key = h('button', { type: 'button', class: 'button primary', onclick: handOver }, translate('till.web_order_hand_over'));
    const list = orders.map((order) => h('li', {}, orderKey(order, texts, () => acts.open(order))));
    const content = [
      h('div', { class: 'other' }, h('label', { for: 'pickup-code' }, translate('till.web_order_code')), h('div', { class: 'field-row' }, field, key)),
      list.length ? h('ul', { class: 'choices' }, list) : hint(translate('till.web_orders_none')),
    ];
    return { title: translate('till.web_orders'), class: 'web-orders', content, focus: field };
  });
}

/**
 * @param {WebOrder} order
 * @param {Texts} texts
 * @param {() => void} onclick
 */
function orderKey(order, { translate, format }, onclick) {
  const state = order.is_at_till ? 'at_till' : order.state;
  const late = order.is_late ? h('strong', { class: 'late' }, ` ${translate('till.web_order_late')}`) : null;
  const isPaid = order.is_prepaid && order.state !== 'unpaid';
  const sub = [translate(`till.web_order_${state}`), isPaid ? translate('till.web_order_prepaid') : '', order.name, translate('till.lines', { count: order.goods.length })].filter(Boolean).join(' · ');
  return h(
    'button',
    { type: 'button', class: `choice is-${state}`, onclick },
    h('span', { class: 'choice-main' }, `${format.moment(order.pickup_from)} · ${order.code}`, late),
    h('span', { class: 'choice-side' }, format.money(order.total_minor)),
    h('span', { class: 'choice-sub' }, sub),
  );
}

/**
 * One order: each scan picks a piece, what is missing stays below what was ordered.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {WebOrder} order
 * @param {(code: string) => string | undefined} findSku
 * @param {{ pick: (picked: Record<number, number>) => void, cancel: () => void, handOver: () => void }} acts
 */
export function showWebOrder(dialogs, order, findSku, acts) {
  dialogs.open(({ translate, format }) => {
    const pick = new Pick(order.goods);
    const status = h('p', { class: 'hint', role: 'status' });
    const rows = order.goods.map((goods) => pickRow(goods, pick, translate, () => draw()));
    const all = button({ label: translate('till.web_order_all'), iconName: 'check', class: 'wide', onclick: () => {
      pick.takeAll();
      draw();
    } });
    const done = button({ label: translate('till.web_order_done'), class: 'wide primary', onclick: () => acts.pick(pick.counts) });
    const handOver = button({ label: translate('till.web_order_hand_over'), iconName: 'basket', class: 'wide', onclick: acts.handOver });
    const cancel = button({ label: translate('till.web_order_cancel'), iconName: 'trash', class: 'wide quiet', onclick: acts.cancel });
    const draw = () => {
      for (const row of rows) row.draw();
      setText(status, pick.missing ? translate('till.web_order_missing', { count: pick.missing }) : translate('till.web_order_whole'));
      done.disabled = order.is_at_till || order.state === 'unpaid' || pick.isEmpty;
      handOver.disabled = order.state !== 'ready';
      cancel.disabled = order.is_at_till;
    };
    const scan = (/** @type {string} */ code) => {
      const isTaken = pick.take(findSku(code));
      draw();
      if (!isTaken) setText(status, translate('till.web_order_not_in'));
    };
    draw();
    const who = [format.moment(order.pickup_from), order.name, order.phone].filter(Boolean).join(' · ');
    const content = [hint(who), h('ul', { class: 'picks' }, rows.map(({ element }) => element)), status, h('div', { class: 'stack' }, all, done, handOver, cancel)];
    return { title: translate('till.web_order_title', { code: order.code }), class: 'web-order', content, typist: scanning(status, scan) };
  });
}

/**
 * One product of an order, and how many of it are picked.
 * @param {import('../../model/web_order.js').OrderedGoods} goods
 * @param {Pick} pick
 * @param {Texts['translate']} translate
 * @param {() => void} onStep
 */
function pickRow(goods, pick, translate, onStep) {
  const count = h('output', { class: 'picked' });
  const stepKey = (/** @type {string} */ label, /** @type {number} */ change, /** @type {string} */ key) => {
    const step = button({ label, class: 'square', onclick: () => {
      pick.step(goods, change);
      onStep();
    } });
    step.setAttribute('aria-label', translate(key, { name: goods.name }));
    return step;
  };
  const less = stepKey('−', -1, 'till.web_order_less');
  const more = stepKey('+', 1, 'till.web_order_more');
  const element = h('li', { class: 'pick-row' }, h('span', { class: 'pick-name' }, goods.picture ? pictureOf(goods.picture, 'pick-picture') : null, goods.name), less, count, more);
  const draw = () => {
    setText(count, `${pick.counts[goods.position]} / ${goods.quantity}`);
    element.classList.toggle('is-whole', pick.counts[goods.position] === goods.quantity);
  };
  return { element, draw };
}

/**
 * Takes what is scanned; Enter presses the button that has the focus.
 * @param {HTMLElement} inside
 * @param {(code: string) => void} scan
 */
function scanning(inside, scan) {
  const nothing = () => undefined;
  const enter = () => {
    const { activeElement } = /** @type {Document | ShadowRoot} */ (inside.getRootNode());
    if (activeElement instanceof HTMLButtonElement) activeElement.click();
  };
  return { text: '', setText: nothing, typeFocused: nothing, press: nothing, enter, scan };
}
