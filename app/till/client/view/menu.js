// The till's menu: the drawer, the dashboard, language, sound, the shop's other tills and what the keys do.

import { button, h, icon } from './dom.js';
import { sound } from '../browser/sound.js';

const LANGUAGES = [['sv', 'Svenska'], ['en', 'English']];
const KEYS = ['F2', 'F4', 'F6', 'F7', 'F9', 'Ctrl ↵', '3 *', '+ −', 'Esc'];

/** An address of this server that keeps the language which this page's own address asks for. */
function addressOf(path, parameters = {}) {
  const asked = new URLSearchParams(location.search).get('lang');
  const query = new URLSearchParams(asked ? { ...parameters, lang: asked } : parameters).toString();
  return query ? `${path}?${query}` : path;
}

/** Where the address asks for a language, let it ask for this one: a reload would bring the other one back. */
export function keepInAddress(language) {
  const here = new URL(location.href);
  if (!here.searchParams.has('lang')) return;
  here.searchParams.set('lang', language);
  history.replaceState(history.state, '', here);
}

export function openMenu(till) {
  const { say } = till;
  const part = (title, ...content) => h('section', { class: 'part' }, h('h3', {}, title), content);
  till.dialogs.open({
    title: say('till.menu'),
    className: 'menu',
    content: [
      h('div', { class: 'stack' }, drawerButton(till), h('a', { class: 'button wide', href: addressOf('/dashboard'), target: '_self' }, say('till.dashboard'))),
      part(say('till.language'), h('div', { class: 'toggles' }, languages(till))),
      part(say('till.sound'), h('div', { class: 'toggles' }, sounds(till))),
      part(say('till.tills'), h('div', { class: 'choices' }, otherTills(till))),
      part(say('till.keys'), h('dl', { class: 'help' }, KEYS.map((key, i) => helpRow(key, say(`till.help_${i}`))))),
    ],
  });
}

function toggle(label, on, onclick) {
  return h('button', { type: 'button', class: 'toggle', 'aria-pressed': String(on), onclick }, label);
}

function languages(till) {
  return LANGUAGES.map(([code, name]) => toggle(name, till.language === code, () => till.chooseLanguage(code)));
}

function sounds(till) {
  const choose = (on) => () => {
    sound.on = till.storage.sound = on;
    till.dialogs.close();
    sound.ok();
  };
  return [toggle(till.say('till.sound_on'), sound.on, choose(true)), toggle(till.say('till.sound_off'), !sound.on, choose(false))];
}

function drawerButton(till) {
  const onclick = () => {
    till.dialogs.close();
    till.openDrawer();
  };
  return button({ label: till.say('till.drawer_title'), iconName: 'drawer', key: 'F7', class: 'wide', onclick });
}

/** Links to the tills of the shop. */
export function otherTills(till) {
  return (till.shop?.tills ?? []).map(({ id, name, location }) =>
    h(
      'a',
      { class: 'choice', href: addressOf('', { till: id }), target: '_self', 'aria-current': id === till.id ? 'true' : null },
      h('span', { class: 'choice-main' }, name),
      h('span', { class: 'choice-sub' }, location),
      id === till.id ? icon('check') : null,
    ),
  );
}

function helpRow(key, text) {
  return h('div', { class: 'fact' }, h('dt', {}, h('kbd', {}, key)), h('dd', {}, text));
}
