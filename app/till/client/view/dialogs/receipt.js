// The last receipts, and one of them as it comes out of the printer.

import { button, h } from '../dom.js';
import { hint } from './dialogs.js';

/**
 * @typedef {import('../../model/sale.js').Sale} Sale
 * @typedef {{ lines: string[], picture: string, receipt_number: number }} PrintedReceipt its picture (SVG), and its lines for
 * somebody who cannot see it
 *
 * @typedef {object} CopyWays the one copy: on paper or by e-mail
 * @property {() => void} onCopy
 * @property {(() => void) | null} onMail null where the shop sends no e-mail
 * @property {(() => void) | null} onGift null where there is nothing to give
 * @property {string} whoMay who has to approve that, empty if nobody
 * @property {(() => void) | null} onUndo undoes the sale; null where it cannot be undone as a whole
 * @property {(() => void) | null} onCorrect corrects the means of payment; null where that cannot be done
 * @property {string} whoMayUndo who has to approve either
 */

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {Sale[]} sales the newest first
 * @param {(saleId: number) => void} onChoose
 */
export function chooseReceipt(dialogs, sales, onChoose) {
  const choose = (/** @type {Sale} */ sale) => {
    dialogs.close();
    onChoose(sale.id);
  };
  dialogs.open((texts) => {
    const list = h('ul', { class: 'choices' }, sales.map((sale) => h('li', {}, choiceOf(sale, texts, () => choose(sale)))));
    return { title: texts.translate('till.receipts'), content: [sales.length ? list : hint(texts.translate('till.no_receipts'))] };
  });
}

/**
 * @param {Sale} sale
 * @param {import('./dialogs.js').Texts} texts
 * @param {() => void} onclick
 */
function choiceOf(sale, { translate, format }, onclick) {
  return h(
    'button',
    { type: 'button', class: 'choice', data: { sale: sale.id }, onclick },
    h('span', { class: 'choice-main' }, `${translate('till.receipt_number')} ${sale.receipt_number}`),
    h('span', { class: 'choice-side' }, format.money(sale.due_minor)),
    h('span', { class: 'choice-sub' }, format.moment(sale.at)),
  );
}

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {PrintedReceipt} receipt
 * @param {CopyWays} ways
 */
export function showReceipt(dialogs, { lines, picture, receipt_number: number }, { onCopy, onMail, onGift, onUndo, onCorrect, whoMay, whoMayUndo }) {
  const paper = paperOf({ lines, picture });
  const closing = (/** @type {() => void} */ act) => () => {
    dialogs.close();
    act();
  };
  dialogs.open(({ translate }) => {
    const copy = button({ label: translate('till.copy_print'), iconName: 'receipt', class: 'wide', note: whoMay, onclick: closing(onCopy) });
    const mail = onMail && button({ label: translate('till.mail_copy'), iconName: 'mail', class: 'wide', note: whoMay, onclick: closing(onMail) });
    const title = `${translate('till.receipt_number')} ${number}`;
    const gift = onGift && button({ label: translate('till.gift_title'), iconName: 'receipt', class: 'wide', onclick: closing(onGift) });
    const undo = onUndo && button({ label: translate('till.undo_sale'), iconName: 'trash', class: 'wide', note: whoMayUndo, onclick: closing(onUndo) });
    const correct = onCorrect && button({ label: translate('till.correct_title'), iconName: 'card', class: 'wide', note: whoMayUndo, onclick: closing(onCorrect) });
    const ways = h('div', { class: 'stack' }, copy, mail, gift, correct, undo);
    return { title, class: 'receipt', content: [ways, paper], focus: paper }; // Enter by mistake would print the only copy
  });
}

/**
 * A gift receipt to look at, to photograph or to scan.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {PrintedReceipt} gift
 */
export function showGift(dialogs, gift) {
  const paper = paperOf(gift);
  dialogs.open(({ translate }) => ({ title: translate('till.gift_title'), class: 'receipt', content: [paper], focus: paper }));
}

/** @param {{ lines: string[], picture: string }} printed */
function paperOf({ lines, picture }) {
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`;
  return h('img', { class: 'paper', tabindex: '0', src: source, alt: lines.join('\n') });
}
