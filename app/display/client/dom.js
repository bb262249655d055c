// Building elements. Text is always text: nothing here parses HTML.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Write text only where it differs.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Write an amount, and how long it is, so that the style can make a long one smaller rather than cut it off.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setAmount(element, text) {
  setText(element, text);
  element.style.setProperty('--chars', String(text.length));
}
