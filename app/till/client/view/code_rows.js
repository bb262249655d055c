// The rows of the basket for codes that a customer showed, for the customer's group, for deposit vouchers, gift cards and points.

import { codeName } from '../model/shown_code.js';
import { usablePoints } from '../model/shown_member.js';
import { h } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format }} Texts
 */

/**
 * @param {{ codes: import('../model/shown_code.js').ShownCode[], customerGroup: string, vouchers: import('../model/voucher.js').Voucher[], giftCards: import('../model/gift_card.js').GiftPart[], giftLoads: import('../model/gift_card.js').GiftPart[], member: import('../model/shown_member.js').Member | null, points: import('../model/shown_member.js').UsedPoints | null, grossMinor: number }} view
 * @param {Texts} texts
 */
export function codeRows({ codes, customerGroup, vouchers, giftCards, giftLoads, member, points, grossMinor }, { translate, format }) {
  const rows = codes.map((shown) => {
    const taken = shown.taken_minor ? `−${format.money(shown.taken_minor)}` : translate('till.code_nothing_yet');
    return row(codeName(shown, translate), taken, { code: shown.code }, translate);
  });
  for (const { number, amount_minor, reason } of vouchers) {
    const name = translate('till.voucher_named', { number: reason || number });
    rows.push(row(name, `−${format.money(amount_minor)}`, { voucher: number }, translate));
  }
  for (const { card, last_four, paid_minor } of giftCards) {
    rows.push(row(translate('till.gift_named', { last_four }), `−${format.money(paid_minor)}`, { gift: card, use: 'pay' }, translate));
  }
  for (const { card, last_four, amount_minor } of giftLoads) {
    rows.push(row(translate('till.gift_filled', { last_four }), format.money(amount_minor), { gift: card, use: 'load' }, translate));
  }
  if (member) {
    rows.push(memberRow(member, points, grossMinor, { translate, format }));
    rows.push(...(member.offers ?? []).filter(({ coupon }) => !codes.some(({ code }) => code === coupon)).map((offer) => offerRow(offer, translate)));
    rows.push(...(member.rewards ?? []).map((reward) => rewardRow(reward, translate)));
    if (points) rows.push(row(translate('till.points_used', { points: points.used }), `−${format.money(points.taken_minor)}`, { points: '' }, translate));
  }
  return customerGroup ? [...rows, row(translate('till.group_named', { group: customerGroup }), '', { group: '' }, translate)] : rows;
}

/**
 * The member, with the points that they have, and a key to use them where the basket can take some.
 * @param {import('../model/shown_member.js').Member} member
 * @param {import('../model/shown_member.js').UsedPoints | null} used
 * @param {number} grossMinor
 * @param {Texts} texts
 */
function memberRow({ id, name, points }, used, grossMinor, { translate, format }) {
  const element = row(translate('till.member_named', { name: name || translate('till.member_read') }), '', { member: id }, translate);
  if (!points) return element;
  element.querySelector('.line-text')?.append(h('small', {}, translate('till.points_has', { points: points.balance, amount: format.money(points.balance * points.value_minor) }) + (points.tier ? ` · ${points.tier}` : '')));
  if (!used && usablePoints(points, grossMinor)) {
    const use = h('button', { type: 'button', class: 'chip', data: { usePoints: '' } }, translate('till.points_title'));
    element.querySelector('.line-amount')?.replaceWith(use);
  }
  return element;
}

/**
 * An offer that the member got: points that came, or a coupon with a key to use it.
 * @param {import('../model/shown_member.js').Offer} offer
 * @param {import('../model/text.js').Translate} translate
 */
function offerRow({ occasion, points, promotion, coupon, last_day }, translate) {
  const values = { occasion: translate(`till.offer.${occasion}`), points, promotion };
  const text = h('div', { class: 'line-text' }, translate(coupon ? 'till.offer_coupon' : 'till.offer_points', values), h('small', {}, translate('till.offer_until', { day: last_day })));
  const use = coupon ? h('button', { type: 'button', class: 'chip', data: { showCode: coupon } }, translate('till.offer_use')) : null;
  return h('li', { class: 'line is-discount is-code is-offer' }, text, h('span', {}), use ?? h('span', { class: 'line-amount' }));
}

/**
 * A reward, with a key to take it where the points pay for it, else with what is missing.
 * @param {import('../model/shown_member.js').Reward} reward
 * @param {import('../model/text.js').Translate} translate
 */
function rewardRow({ promotion, name, points, missing }, translate) {
  const cost = missing ? translate('till.reward_missing', { points: missing }) : translate('till.reward_points', { points });
  const text = h('div', { class: 'line-text' }, translate('till.offer_coupon', { occasion: translate('till.offer.reward'), promotion: name }), h('small', {}, cost));
  const take = missing ? null : h('button', { type: 'button', class: 'chip', data: { reward: promotion } }, translate('till.reward_take'));
  return h('li', { class: 'line is-discount is-code is-offer' }, text, h('span', {}), take ?? h('span', { class: 'line-amount' }));
}

/**
 * @param {string} name
 * @param {string} amount
 * @param {Record<string, string | number>} data
 * @param {import('../model/text.js').Translate} translate
 */
function row(name, amount, data, translate) {
  const remove = h('button', { type: 'button', class: 'step', 'aria-label': translate('till.discount_remove', { name }), data }, icon('trash'));
  const text = h('div', { class: 'line-text' }, name);
  return h('li', { class: 'line is-discount is-code' }, text, h('div', { class: 'steps' }, remove), h('span', { class: 'line-amount' }, amount));
}
