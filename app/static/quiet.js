// Asks Streamlit not to cover the till with a dialog when the connection is lost: the till goes on by itself
// and says so in its own bar, and a dialog would take every touch and key from it. Other pages only show what
// the server says, so there the dialog is right.
//
// Streamlit reads this once, when a page is loaded. Its own links change the page without loading it anew,
// so a link between the till and another page is left to the browser.
(() => {
  'use strict';
  /** @param {string} path */
  const isTill = (path) => /^\/(till\/?)?$/.test(path);
  const quiet = isTill(location.pathname);
  // Told where the server is, Streamlit does not look for it below the page's own path first.
  window.__streamlit = { BACKEND_BASE_URL: location.origin, ...(quiet && { HOST_CONFIG: { blockErrorDialogs: true } }) };

  window.addEventListener(
    'click',
    (event) => {
      const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement && each.href);
      if (!(link instanceof HTMLAnchorElement) || new URL(link.href).origin !== location.origin) return;
      if (isTill(new URL(link.href).pathname) !== quiet) event.stopImmediatePropagation();
    },
    true,
  );
})();
