// A build step: turns the ICU messages of i18n/<area>/<language>.json into the small arrays that icu-minify formats,
// so no parser travels to the browser and a malformed message fails the build.
import compile from 'icu-minify/compile';

const CATALOG = /\/i18n\/[\w-]+\/[\w-]+\.json$/;

/** @returns {import('vite').Plugin} */
export function catalogs() {
  return {
    name: 'message-catalogs',
    enforce: 'pre',
    transform(code, id) {
      if (!CATALOG.test(id)) return null;
      const messages = /** @type {Record<string, string>} */ (JSON.parse(code));
      const compiled = Object.entries(messages).map(([key, message]) => [key, compile(message)]);
      return { code: JSON.stringify(Object.fromEntries(compiled)), map: null };
    },
  };
}
