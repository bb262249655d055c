// Tells a scanner from a person at the keyboard, wherever the focus is.
//
// A scanner types like a keyboard, only faster. This script is loaded first in the page's head, before
// Streamlit's own listeners, and looks at every key in the capture phase. Four keys in a row within
// FAST_MS of each other prove a scanner; from then on its keys are swallowed, and what the first ones left
// in a field is taken out again. Two or three keys prove it together with the Enter or Tab after them, if all come at
// once. Enter or Tab ends a code; without one, silence ends a sound GTIN. A field that is marked as typed only takes
// nothing that a scanner sends.
// Time is the event's own stamp, so a busy page does not slow a burst down; a burst that stalls on the way
// (a busy machine, a weak radio) goes on for as long as RESUME_MS later.
//
// Outside the till it looks only while somebody listens for scans.
// It is a classic script because a module would run after Streamlit's. Pages subscribe:
//   kassaWedge.onScan(({code, startedAt}) => ...)   a code was scanned, with its first key at that time
//   kassaWedge.onText(({text, ended}) => ...)   fast keys that were no code and had no field; ended by Enter?
//   kassaWedge.onKey((event) => ...)   any other key, before Streamlit sees it
(() => {
  'use strict';
  const FAST_MS = 50;
  const AT_ONCE_MS = 30;
  const SLOW_MS = 200;
  const FORGET_MS = 600;
  const SILENCE_MS = 300;
  const RESUME_MS = 1500;
  const STALLS_MAX = 2;
  const PROOF_KEYS = 4;
  const CODE_MIN = 4;
  const SHORT_MIN = 2;
  const GTIN_LONG = 12;
  const CODE_MAX = 300;
  /** How a scanner sends the sign that ends a part of a GS1 code: as Ctrl and this key. */
  const GROUP_KEY = 'BracketRight';
  const GROUP_SIGN = '\u001d';
  const EARLY = 'kassa.early';
  const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'NumLock', 'ScrollLock']);
  const TILL_PATH = /^\/(till\/?)?$/;

  /**
   * A key that was pressed, the field it went to and what stood in that field before.
   * @typedef {{ key: string, at: number, field: Field | null, before: string, swallowed: boolean }} Key
   * @typedef {HTMLInputElement | HTMLTextAreaElement} Field
   */

  /** @type {Set<(scan: { code: string, startedAt: number }) => void>} */
  const scanListeners = new Set();
  /** @type {Set<(given: { text: string, ended: boolean }) => void>} */
  const textListeners = new Set();
  /** @type {Set<(event: KeyboardEvent) => void>} */
  const keyListeners = new Set();
  /** @type {Key[]} since the last code or pause */
  let keys = [];
  let run = 0; // how many keys in a row came fast; PROOF_KEYS and more until the ring is emptied
  let timer = 0;
  /** @type {Key[]} the last ones of which nothing came: a machine that stalls may bring the rest of a burst late */
  let given = [];
  /** @type {string[]} scans before the till has appeared that may be card data: only the till knows its products */
  let doubtful = [];

  /**
   * The GS1 check digit: weights 3 and 1 from the right (General Specifications, section 7.9).
   * @param {string} text
   */
  function isGtin(text) {
    if (!/^(\d{8}|\d{12,14})$/.test(text)) return false;
    let sum = 0;
    for (let i = text.length - 2, weight = 3; i >= 0; i--, weight = 4 - weight) sum += Number(text[i]) * weight;
    return (10 - (sum % 10)) % 10 === Number(text[text.length - 1]);
  }

  /**
   * Whether a code may be a payment card, which is written down nowhere. The till itself looks closer: it knows the products.
   * @param {string} code
   */
  function mayBeCard(code) {
    const digits = code.replace(/\D/g, '');
    if (digits.length <= GTIN_LONG) return false;
    const doubled = [...digits].reverse().map((digit, place) => Number(digit) * (place % 2 ? 2 : 1));
    return !isGtin(code) || (/^[3-6]/.test(code) && doubled.reduce((sum, each) => sum + each - (each > 9 ? 9 : 0), 0) % 10 === 0);
  }

  /** @param {Key[]} part */
  const textOf = (part) => part.map((each) => each.key).join('');
  /** @param {Key[]} part */
  const stalls = (part) => part.filter((each, i) => i > 0 && each.at - part[i - 1].at > FAST_MS).length;

  // The latest of the parts that begin after a pause and hold a sound GTIN: so what a person typed before
  // the scan is left out. A stall within a burst does not cut the code in two, because a GTIN without its
  // first digit is sound only if that digit is 0, and then it is the same GTIN; only eight digits are left for last.
  function chooseCode() {
    const parts = [];
    let afterPause = 0;
    for (let start = 0; start < keys.length; start++) {
      const gap = start && keys[start].at - keys[start - 1].at;
      if (gap > SLOW_MS) afterPause = start;
      if (start === 0 || gap > FAST_MS) parts.unshift(keys.slice(start));
    }
    const proven = run >= PROOF_KEYS;
    const sound = parts.filter((each) => isGtin(textOf(each)) && (proven || stalls(each) <= STALLS_MAX));
    if (sound.length) return sound.find((each) => each.length >= GTIN_LONG) ?? sound[0];
    const part = keys.slice(afterPause);
    return proven && part.length >= CODE_MIN && stalls(part) <= STALLS_MAX ? part : null;
  }

  /**
   * Two or three keys and their end, all at once: nobody types like that.
   * @param {number} endedAt
   */
  function chooseShort(endedAt) {
    let start = keys.length - 1;
    if (start < 0 || endedAt - keys[start].at > AT_ONCE_MS) return null;
    while (start > 0 && keys[start].at - keys[start - 1].at <= AT_ONCE_MS) start -= 1;
    const isAlone = start === 0 || keys[start].at - keys[start - 1].at > SLOW_MS;
    return isAlone && keys.length - start >= SHORT_MIN ? keys.slice(start) : null;
  }

  // A person's keys are soon forgotten; the rest of a scan may take longer.
  const patience = () => (run >= PROOF_KEYS ? RESUME_MS : FORGET_MS);

  function forget() {
    keys = [];
    run = 0;
    clearTimeout(timer);
  }

  /**
   * Writes so that frameworks which watch the property (React) notice it too.
   * @param {Field} field
   * @param {string} value
   */
  function write(field, value) {
    if (!field.isConnected) return;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** @param {Key[]} part */
  function accept(part) {
    const leaked = part.find((each) => !each.swallowed && each.field);
    if (leaked?.field && leaked.field.value !== leaked.before) write(leaked.field, leaked.before);
    const scan = { code: textOf(part), startedAt: part[0].at };
    forget();
    if (scanListeners.size) scanListeners.forEach((listener) => listener(scan));
    else saveEarly(scan.code);
  }

  /**
   * Scans before the till has appeared wait for it, even over a reload.
   * @param {string} code
   */
  function saveEarly(code) {
    if (mayBeCard(code)) {
      doubtful.push(code);
      return;
    }
    sessionStorage.setItem(EARLY, JSON.stringify([...readEarly(), code]));
  }

  /** @returns {string[]} */
  function readEarly() {
    try {
      return JSON.parse(sessionStorage.getItem(EARLY) ?? '[]') ?? [];
    } catch {
      return [];
    }
  }

  function onSilence() {
    const part = chooseCode();
    if (part && isGtin(textOf(part))) accept(part);
    else timer = setTimeout(() => giveBack(), RESUME_MS - SILENCE_MS);
  }

  // No code came of it: what was swallowed was typed, and goes where it was meant. Returns whether there was
  // any without a field of its own; `ended` is whether Enter followed.
  function giveBack(ended = false) {
    const swallowed = keys.filter((each) => each.swallowed);
    const field = swallowed[0]?.field;
    if (field?.dataset.typedOnly !== undefined) {
      accept(keys);
      return true;
    }
    given = ended ? [] : keys;
    forget();
    if (!swallowed.length) return false;
    if (field?.isConnected) {
      write(field, field.value + textOf(swallowed));
      return false;
    }
    textListeners.forEach((listener) => listener({ text: textOf(swallowed), ended }));
    return true;
  }

  // By their own times the next key followed at once: these belong to its burst, and nobody typed them.
  function takeBack() {
    const typed = given.find((each) => each.field);
    if (typed?.field) write(typed.field, typed.before);
    keys = given.map((each) => ({ ...each, swallowed: true }));
    run = PROOF_KEYS;
    given = [];
  }

  /** @param {KeyboardEvent} event */
  function swallow(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {KeyboardEvent} event */
  function pass(event) {
    keyListeners.forEach((listener) => listener(event));
    // Streamlit reruns the page on R and offers to clear its cache on C, and asks only whether the focus is
    // in a field of its own. The key still does what it does in a field of ours: that is not its listener's work.
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && /^[rc]$/i.test(event.key)) event.stopImmediatePropagation();
  }

  /** @param {KeyboardEvent} event */
  function onEnd(event) {
    const last = keys[keys.length - 1];
    const inTime = last && event.timeStamp - last.at <= patience();
    const part = inTime ? (chooseCode() ?? chooseShort(event.timeStamp)) : null;
    if (part) {
      swallow(event);
      accept(part);
    } else if (giveBack(true)) {
      swallow(event);
    } else {
      pass(event);
    }
  }

  /** @param {KeyboardEvent} event */
  function onCharacter(event) {
    const at = event.timeStamp;
    if (!keys.length && given.length && at - given[given.length - 1].at <= FAST_MS) takeBack();
    const last = keys[keys.length - 1];
    if (last && at - last.at > patience()) giveBack();
    const fast = keys.length > 0 && at - keys[keys.length - 1].at <= FAST_MS;
    run = fast ? run + 1 : run >= PROOF_KEYS ? run : 1;
    const target = event.composedPath()[0];
    const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
    // A space amid fast keys would press the button that has the focus.
    const swallowed = run >= PROOF_KEYS || (fast && event.key === ' ' && !field);
    keys.push({ key: signOf(event), at, field, before: field ? field.value : '', swallowed });
    if (keys.length > CODE_MAX) keys.shift();
    if (swallowed) {
      swallow(event);
      clearTimeout(timer);
      timer = setTimeout(onSilence, SILENCE_MS);
    } else {
      pass(event);
    }
  }

  /** @param {KeyboardEvent} event */
  const signOf = (event) => (event.ctrlKey ? GROUP_SIGN : event.key);
  /** @param {KeyboardEvent} event */
  const isGroupSign = (event) => event.ctrlKey && event.code === GROUP_KEY && keys.length > 0;

  window.addEventListener(
    'keydown',
    (event) => {
      if (!TILL_PATH.test(location.pathname) && !scanListeners.size) return;
      if (isGroupSign(event)) onCharacter(event);
      else if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) pass(event);
      else if (event.key === 'Enter' || event.key === 'Tab') onEnd(event);
      else if (event.key.length === 1) onCharacter(event);
      else {
        if (!MODIFIERS.has(event.key)) forget();
        pass(event);
      }
    },
    true,
  );

  /**
   * @template T
   * @param {Set<T>} listeners
   * @returns {(listener: T) => () => void}
   */
  const subscribe = (listeners) => (listener) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  window.kassaWedge = {
    isGtin,
    onText: subscribe(textListeners),
    onKey: subscribe(keyListeners),
    onScan(listener) {
      const unsubscribe = subscribe(scanListeners)(listener);
      const early = [...readEarly(), ...doubtful];
      doubtful = [];
      sessionStorage.removeItem(EARLY);
      early.forEach((code) => listener({ code, startedAt: 0 }));
      return unsubscribe;
    },
  };
})();
