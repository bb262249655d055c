// The language of the page, as the other pages of this server and a reload will find it.

const A_YEAR_S = 31536000;

/**
 * Store the chosen language for the server. Where the address asks for a language, let it ask for this one: a reload
 * would bring the other one back.
 * @param {string} language
 * @param {string} cookie
 */
export function storePageLanguage(language, cookie) {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${cookie}=${language}; path=/; max-age=${A_YEAR_S}; samesite=strict${secure}`;
  const here = new URL(location.href);
  if (!here.searchParams.has('lang')) return;
  here.searchParams.set('lang', language);
  history.replaceState(history.state, '', here);
}
