// The question whether the customer is old enough for what is in the basket.

import { button, h } from '../dom.js';
import { hint } from './dialogs.js';

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {{ years: number, names: string[] }} question
 * @param {(isOldEnough: boolean) => void} answer
 */
export function askAge(dialogs, { years, names }, answer) {
  const give = (/** @type {boolean} */ isOldEnough) => () => {
    dialogs.close();
    answer(isOldEnough);
  };
  dialogs.open(({ translate }) => {
    const yes = button({ label: translate('till.age_yes', { years }), iconName: 'check', class: 'primary wide', onclick: give(true) });
    const no = button({ label: translate('till.age_no'), iconName: 'trash', class: 'wide', onclick: give(false) });
    const goods = h('p', { class: 'age-goods' }, names.join(', '));
    const content = [goods, hint(translate('till.age_hint')), h('div', { class: 'stack' }, yes, no)];
    return { title: translate('till.age_title', { years }), class: 'narrow', content, focus: yes };
  });
}
