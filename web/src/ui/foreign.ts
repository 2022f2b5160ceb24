import tokens from "./tokens.css?inline";

/** What the elements for other people's pages share. */

export const FOREIGN = {
  signIn: { en: "Sign-in needed", ru: "Нужен вход" },
  notAllowed: {
    en: "This site is not on the allowed list: {origin}",
    ru: "Этот сайт не в списке разрешённых: {origin}",
  },
};

/** Where this script was loaded from: an element without `server` uses that server. */
export const scriptOrigin = new URL(
  document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href,
).origin;

/** A foreign page has none of our design tokens. On our own pages they are inherited, with the reader's theme. */
export function ownTokens(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    tokens.replaceAll(/:root((?:\[[^\]]+\]|:not\([^)]*\))*)/g, (_, rest) =>
      rest ? `:host(${rest})` : ":host",
    ),
  );
  return sheet;
}

/**
 * Whether a server that could not be asked refuses this page's origin. A script cannot tell that from a missing network;
 * whether the server answers at all distinguishes them.
 */
export function isOriginRefused(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`, { mode: "no-cors" }).then(
    () => true,
    () => false,
  );
}
