// The receipt of what a customer brings back: scanned, or found by its number, its amount, a card's last four or a product.

import { button, h, setText } from '../dom.js';
import { hint } from './dialogs.js';
import { fieldTypist } from './field_typist.js';

/**
 * @typedef {import('../../model/returned.js').FoundReceipt} FoundReceipt
 * @typedef {import('./dialogs.js').Texts} Texts
 */

const TEXT_MAX = 60;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {(text: string) => Promise<FoundReceipt[] | null>} find
 * @param {(saleId: number, text: string) => void} onChoose
 * @param {() => void} onNone there is no receipt
 */
export function askReturnReceipt(dialogs, find, onChoose, onNone) {
  const choose = (/** @type {FoundReceipt} */ receipt, /** @type {string} */ text) => {
    dialogs.close();
    onChoose(receipt.id, text);
  };
  dialogs.open((texts) => {
    const { translate } = texts;
    const status = h('p', { class: 'hint', role: 'status' });
    const list = h('ul', { class: 'choices' });
    const look = async () => {
      const text = field.value.trim();
      if (!text) return;
      setText(status, translate('till.return_looking'));
      const found = await find(text);
      if (found?.length === 1 && found[0]) choose(found[0], text);
      else show(found ?? [], text);
    };
    const show = (/** @type {FoundReceipt[]} */ found, /** @type {string} */ text) => {
      setText(status, found.length ? translate('till.return_found', { count: found.length }) : translate('till.return_unknown'));
      list.replaceChildren(...found.map((each) => h('li', {}, receiptKey(each, texts, () => choose(each, text)))));
    };
    const field = h('input', {
      id: 'return-text',
      class: 'field big',
      autocomplete: 'off',
      spellcheck: 'false',
      maxlength: String(TEXT_MAX),
    });
    const typist = fieldTypist(field, () => void look());
    const label = h('label', { for: 'return-text' }, translate('till.return_text'));
    const key = button({ label: translate('till.return_find'), key: '↵', class: 'primary', onclick: look });
    const row = h('div', { class: 'field-row' }, field, key);
    const none = () => {
      dialogs.close();
      onNone();
    };
    const blind = button({ label: translate('till.blind_title'), iconName: 'receipt', class: 'wide', onclick: none });
    blind.dataset['blind'] = 'yes';
    return { title: translate('till.return_title'), class: 'returning', content: [hint(translate('till.return_hint')), label, row, status, list, blind], focus: field, typist };
  });
}

/**
 * @param {FoundReceipt} receipt
 * @param {Texts} texts
 * @param {() => void} onclick
 */
function receiptKey(receipt, { translate, format }, onclick) {
  const goods = receipt.goods.join(', ') + (receipt.count > receipt.goods.length ? ' …' : '');
  return h(
    'button',
    { type: 'button', class: 'choice', data: { sale: receipt.id }, onclick },
    h('span', { class: 'choice-main' }, `${translate('till.receipt_number')} ${receipt.receipt_number} · ${receipt.till}`),
    h('span', { class: 'choice-side' }, format.money(receipt.due_minor)),
    h('span', { class: 'choice-sub' }, `${format.moment(receipt.at)} · ${goods}`),
  );
}
