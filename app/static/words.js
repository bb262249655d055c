// Gives what Streamlit writes by itself, in English, in the language of the page, and shows when the server is away or the visitor was
// signed out.
//
// The page's head holds the words (kassa-words) and the sentence (kassa-lost). The till has a bar of its own for the
// server and none of these words, so nothing is done there.
(() => {
  'use strict';
  const ASK_EVERY_MS = 5000;
  /** Whoever was here has been signed out: loaded anew, the page leads to where one signs in. */
  const SIGN_IN_NEEDED = 401;
  /** Where files are taken, and what stands for a name or a size in a sentence there. */
  const FILES = '[data-testid="stFileUploader"]', HOLE = '{what}';
  const SPOKEN = ['aria-label', 'title', 'placeholder'];
  if (/^\/(till\/?)?$/.test(location.pathname)) return;

  /** @param {string} name */
  const given = (name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? '';

  /**
   * What a place for files writes in the language of the page; some of it has a name or a size in it: "Remove {what}".
   * @param {Record<string, string>} words
   * @returns {(text: string) => string | undefined}
   */
  function sentences(words) {
    const plain = (/** @type {string} */ text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const forms = Object.entries(words).map(([english, own]) => {
      const pattern = english.split(HOLE).map(plain).join('(.+)');
      return { own, form: new RegExp(`^${pattern}$`) };
    });
    return (text) => {
      for (const { own, form } of forms) {
        const match = form.exec(text);
        if (match) return own.replace(HOLE, () => match[1]);
      }
      return undefined;
    };
  }

  /** @param {Record<string, string>} words @param {Record<string, string>} ofFiles */
  function translate(words, ofFiles) {
    const sentence = sentences(ofFiles);
    /** @param {Element | null} element @param {string} english */
    const ownOf = (element, english) =>
      words[english] || (english && element?.closest(FILES) ? sentence(english) : undefined);
    /** @param {Node} node */
    const text = (node) => {
      const own = ownOf(node.parentElement, node.nodeValue?.trim() ?? '');
      if (own) node.nodeValue = own;
    };
    /** @param {Element} element */
    const attributes = (element) => {
      for (const name of SPOKEN) {
        // A button of an element is called "Fullscreen: what the element shows".
        const [head, ...rest] = (element.getAttribute(name) ?? '').split(': ');
        const own = ownOf(element, head);
        if (own) element.setAttribute(name, [own, ...rest].join(': '));
      }
    };
    /** @param {Node} root */
    const all = (root) => {
      if (root.nodeType === Node.TEXT_NODE) text(root);
      if (!(root instanceof Element)) return;
      attributes(root);
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node instanceof Element) attributes(node);
        else text(node);
      }
    };
    all(document.body);
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === 'attributes') attributes(/** @type {Element} */ (change.target));
        else if (change.type === 'characterData') text(change.target);
        else change.addedNodes.forEach(all);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: SPOKEN });
  }

  /** Streamlit puts the groups of its menu as boxes into a list, which is then none: its links in a navigation are enough. */
  function plainMenu() {
    const items = '[data-testid="stSidebarNavItems"]';
    const mend = () => {
      for (const each of document.querySelectorAll(`${items}:not([role]), ${items} li:not([role])`)) {
        each.setAttribute('role', 'presentation');
      }
    };
    mend();
    new MutationObserver(mend).observe(document.body, { subtree: true, childList: true });
  }

  /** @param {string} sentence */
  function tellWhenLost(sentence) {
    const bar = document.createElement('p');
    bar.id = 'kassa-lost';
    bar.setAttribute('role', 'status');
    bar.hidden = true;
    document.body.append(bar);
    const ask = async () => {
      try {
        const reply = await fetch('/api/v1/signed-in', { cache: 'no-store' });
        bar.hidden = true;
        if (reply.status === SIGN_IN_NEEDED) location.reload();
      } catch {
        bar.textContent = sentence;
        bar.hidden = false;
      }
    };
    setInterval(ask, ASK_EVERY_MS);
  }

  addEventListener('DOMContentLoaded', () => {
    const words = JSON.parse(given('kassa-words') || '{}');
    if (Object.keys(words).length) translate(words, JSON.parse(given('kassa-file-words') || '{}'));
    plainMenu();
    tellWhenLost(given('kassa-lost'));
  });
})();
