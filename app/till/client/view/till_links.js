// Links to the shop's tills and to the other pages of this server.

import { h } from './dom.js';
import { icon } from './icons.js';

/** @typedef {{ id: number, name: string, location: string }} TillEntry */

/**
 * An address of this server that keeps the language which this page's own address asks for.
 * @param {string} path
 * @param {Record<string, string>} [parameters]
 */
export function addressOf(path, parameters = {}) {
  const asked = new URLSearchParams(location.search).get('lang');
  const query = new URLSearchParams(asked ? { ...parameters, lang: asked } : parameters).toString();
  return query ? `${path}?${query}` : path;
}

/**
 * @param {TillEntry[]} tills
 * @param {number} current
 */
export function tillLinks(tills, current) {
  return tills.map(({ id, name, location }) =>
    h(
      'a',
      { class: 'choice', href: addressOf('', { till: String(id) }), target: '_self', 'aria-current': id === current ? 'true' : null },
      h('span', { class: 'choice-main' }, name),
      h('span', { class: 'choice-sub' }, location),
      id === current ? icon('check') : null,
    ),
  );
}
