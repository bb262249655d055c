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
  const SPOKEN = ['aria-label', 'title', 'placeholder'];
  if (/^\/(till\/?)?$/.test(location.pathname)) return;

  /** @param {string} name */
  const given = (name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? '';

  /** @param {Record<string, string>} words */
  function translate(words) {
    /** @param {Node} node */
    const text = (node) => {
      const own = words[node.nodeValue?.trim() ?? ''];
      if (own) node.nodeValue = own;
    };
    /** @param {Element} element */
    const attributes = (element) => {
      for (const name of SPOKEN) {
        // A button of an element is called "Fullscreen: what the element shows".
        const [head, ...rest] = (element.getAttribute(name) ?? '').split(': ');
        if (words[head]) element.setAttribute(name, [words[head], ...rest].join(': '));
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
    if (Object.keys(words).length) translate(words);
    plainMenu();
    tellWhenLost(given('kassa-lost'));
  });
})();
