// Asks Streamlit not to cover the page with a dialog when the connection is lost. The till goes on by itself and says so
// in its own bar, and a dialog would take every touch and key from it; on other pages words.js says it in the page's
// language, which the dialog does not speak.
//
// A link between the till and another page is left to the browser, which loads that page anew: each has scripts of its
// own, and nothing of the one should stay over the other.
(() => {
  'use strict';
  /** @param {string} path */
  const isTill = (path) => /^\/(till\/?)?$/.test(path);
  const here = isTill(location.pathname);
  // Told where the server is, Streamlit does not look for it below the page's own path first.
  window.__streamlit = { BACKEND_BASE_URL: location.origin, HOST_CONFIG: { blockErrorDialogs: true } };

  window.addEventListener(
    'click',
    (event) => {
      const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement && each.href);
      if (!(link instanceof HTMLAnchorElement) || new URL(link.href).origin !== location.origin) return;
      if (isTill(new URL(link.href).pathname) !== here) event.stopImmediatePropagation();
    },
    true,
  );
})();
