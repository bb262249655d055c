// What somebody looks at before the till sells in the morning: each thing, whether it is in order, and what to do if not.

import { button, h } from '../dom.js';
import { icon } from '../icons.js';
import { floatForm } from './cash.js';

/**
 * @typedef {{ subject: string, trouble: string, values: Record<string, string | number> }} MorningItem
 * @typedef {{ putFloat: (amountMinor: number) => void, openDesk: () => void }} MorningActs
 */

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {{ items: MorningItem[], status: { is_open: boolean, float_minor: number | null } }} found
 * @param {MorningActs} acts
 */
export function showMorning(dialogs, { items, status }, acts) {
  dialogs.open((texts) => {
    const { translate } = texts;
    const rows = items.map((item) => row(item, translate));
    const form = status.is_open ? [] : floatForm(texts, status, acts);
    const needsDesk = items.some(({ trouble }) => trouble === 'day' || trouble === 'old_float');
    const desk = needsDesk && button({ label: translate('till.cash_title'), iconName: 'drawer', key: 'F11', class: 'wide', onclick: acts.openDesk });
    const sell = button({ label: translate('till.morning_sell'), iconName: 'basket', class: 'wide', onclick: () => dialogs.close() });
    const content = [h('ul', { class: 'morning-items' }, rows), ...form, desk, sell].filter((each) => each instanceof HTMLElement);
    const focus = content.map((each) => each.querySelector('input')).find(Boolean) ?? (desk || sell);
    return { title: translate('till.morning_title'), class: 'morning', content, focus };
  });
}

/** @param {MorningItem} item @param {import('./dialogs.js').Translate} translate */
function row({ subject, trouble, values }, translate) {
  const text = trouble ? translate(`till.morning_${trouble}_trouble`, values) : translate(`till.morning_${subject}`);
  const todo = trouble && h('p', { class: 'morning-todo' }, translate(`till.morning_${trouble}_todo`));
  const state = translate(trouble ? 'till.morning_look' : 'till.morning_well');
  return h(
    'li',
    { class: `morning-item ${trouble ? 'is-trouble' : 'is-well'}` },
    icon(trouble ? 'alert' : 'check'),
    h('div', {}, h('p', { class: 'morning-state' }, h('span', { class: 'spoken' }, `${state}: `), text), todo || null),
  );
}
