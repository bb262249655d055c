// A receipt as it comes out of the printer.

import { h } from '../dom.js';

/**
 * @typedef {{ lines: string[], picture: string, receipt_number: number }} PrintedReceipt its picture (SVG), and its lines for
 * somebody who cannot see it
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {PrintedReceipt} receipt
 */
export function showReceipt(dialogs, { lines, picture, receipt_number: number }) {
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`;
  const paper = h('img', { class: 'paper', src: source, alt: lines.join('\n') });
  dialogs.open(({ translate }) => ({ title: `${translate('till.receipt_number')} ${number}`, class: 'receipt', content: [paper] }));
}
