// Outlines on a 24 × 24 ground, drawn with the current colour.

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  alert: 'M12 8v5m0 3.5v.01M10.3 3.9 2.4 17.5A2 2 0 0 0 4.1 20.5h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z',
  backspace: 'M9 5h11a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H9l-6-7Zm3 4 6 6m0-6-6 6',
  basket: 'M3 9h18l-2 10.2a1 1 0 0 1-1 .8H6a1 1 0 0 1-1-.8ZM8 9l3-6m5 6-3-6M9.5 13v3.5m5-3.5v3.5',
  card: 'M3 6.5h18v11H3Zm0 3.5h18M6.5 14.5h4',
  check: 'm4 12.5 5.2 5L20 6.5',
  close: 'm6 6 12 12M18 6 6 18',
  cup: 'M5 9h12v6a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5Zm12 1h1.5a2.5 2.5 0 0 1 0 5H17M8 3v3m4-3v3',
  display: 'M3 4h18v12H3Zm6 16h6m-3-4v4',
  down: 'm6 9 6 6 6-6',
  drawer: 'M4 4h16v7H4Zm0 7h16v9H4Zm6 4.5h4M8 7.5h8',
  keypad: 'M5 5h.01M12 5h.01M19 5h.01M5 12h.01M12 12h.01M19 12h.01M5 19h.01M12 19h.01M19 19h.01',
  lock: 'M6 11h12v9H6Zm2.5 0V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2.5',
  mail: 'M3 5.5h18v13H3Zm0 1 9 7 9-7',
  menu: 'M4 7h16M4 12h16M4 17h16',
  minus: 'M5 12h14',
  offline: 'm3 3 18 18M8.5 16.4a5 5 0 0 1 7 0M5 12.6a10 10 0 0 1 5-2.7m4.6.3a10 10 0 0 1 4.4 2.4M2 8.8a15 15 0 0 1 4.2-2.7m4.4-1A15 15 0 0 1 22 8.8M12 20h.01',
  parked: 'M9 5v14M15 5v14',
  percent: 'M18.5 5.5l-13 13M9 7.2a2 2 0 1 1-4 0 2 2 0 0 1 4 0Zm10 9.6a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z',
  phone: 'M8 3h8v18H8Zm3 15.2h2',
  plus: 'M12 5v14M5 12h14',
  receipt: 'M6 3h12v18l-3-2-3 2-3-2-3 2Zm3 5h6m-6 4h6',
  recall: 'M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5',
  scan: 'M4 8V5a1 1 0 0 1 1-1h3m8 0h3a1 1 0 0 1 1 1v3m0 8v3a1 1 0 0 1-1 1h-3m-8 0H5a1 1 0 0 1-1-1v-3M8 8v8m3-8v8m3-8v8m2.5-8v8',
  search: 'm20 20-4.6-4.6M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0Z',
  trash: 'M4 7h16M9 7V4.5h6V7m-8.5 0 1 13h9l1-13M10.5 11v5.5m3-5.5v5.5',
};

/** @typedef {keyof typeof ICONS} IconName */

/** @param {IconName} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}
