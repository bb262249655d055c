// Building and filling elements. Text is always text: nothing here parses HTML.

import { icon } from './icons.js';

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {Record<string, any>} Attributes values of every kind: texts, listeners, data
 * @typedef {{ label: string, iconName?: import('./icons.js').IconName, key?: string, note?: string, onclick?: () => void, class?: string }} ButtonOptions
 */

/**
 * An element: h('button', { class: 'key', onclick: pay, data: { kind: 'cash' } }, 'Pay').
 * Names that begin with "on" become listeners; false, null and undefined leave an attribute out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'data') Object.assign(element.dataset, value);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else setAttribute(element, name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {unknown} value
 */
export function setAttribute(element, name, value) {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/**
 * Write text only where it differs, so that a redraw touches nothing that stays as it is.
 * @param {Element | null} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * Write an amount, and how long it is, so that the style can make a long one smaller rather than cut it off.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setAmount(element, text) {
  setText(element, text);
  setLength(element, text);
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setLength(element, text) {
  element.style.setProperty('--chars', String(Math.max(1, text.length)));
}

/**
 * A button with an icon, a text, a note below that, and the key that does the same.
 * @param {ButtonOptions} options
 */
export function button({ label, iconName, key, note, onclick, class: className = '' }) {
  const text = h('span', { class: 'button-text' }, label);
  return h(
    'button',
    { type: 'button', class: `button ${className}`.trim(), ...(onclick ? { onclick } : {}) },
    iconName ? icon(iconName) : null,
    note ? h('span', { class: 'button-texts' }, text, h('span', { class: 'who-may' }, note)) : text,
    key ? h('kbd', { 'aria-hidden': 'true' }, key) : null,
  );
}

/**
 * Write the text of a button that `button` made.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setLabel(element, text) {
  setText(element.querySelector('.button-text'), text);
}

/**
 * A square button that shows only an icon.
 * @param {{ iconName: import('./icons.js').IconName, onclick: () => void, label?: string, class?: string }} options
 */
export function iconButton({ iconName, onclick, label, class: className = 'square' }) {
  return h('button', { type: 'button', class: className, 'aria-label': label, onclick }, icon(iconName));
}

/**
 * The element nearest to where an event happened that `selector` names.
 * @param {Event} event
 * @param {string} selector
 */
export function targetOf(event, selector) {
  return event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(selector)) : null;
}
