// The customer display. It types nothing and sends nothing: it shows a code until it is paired with a till, and then what
// the server sends of that till.

import { Connection } from './connection.js';
import { DisplayView } from './display_view.js';
import { Pairing } from './pairing.js';
import { makeTexts, makeTranslate } from './texts.js';

/** A short loss is not worth a word. */
const LOST_MS = 2000;

const root = /** @type {HTMLElement} */ (document.getElementById('display'));
const { words, locale } = JSON.parse(root.dataset.texts ?? '{}');
const translate = makeTranslate(words);
const view = new DisplayView(root, translate);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let lost;

const connection = new Connection({
  onReading: (reading) => {
    meet();
    view.draw(reading, makeTexts(translate, locale, reading.currency));
  },
  onLost: miss,
  onClosed: () => pairing.start(),
});
const pairing = new Pairing({
  onCode: (code) => {
    meet();
    view.showCode(code);
  },
  onPaired: () => connection.open(),
  onLost: miss,
});

function meet() {
  clearTimeout(lost);
  lost = undefined;
  view.showLost(false);
}

function miss() {
  lost ??= setTimeout(() => view.showLost(true), LOST_MS);
}

/** A screen that nobody touches stays on, where the browser lets a page ask for that. */
async function stayAwake() {
  if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
  await navigator.wakeLock.request('screen').catch(() => undefined);
}

document.addEventListener('visibilitychange', stayAwake);
stayAwake();
pairing.start();
