// @ts-check
// Languages one may ask or advise in, by the names they have in the page's language.

/** Codes of ISO 639 that are offered; others an advisor already has stay. */
const OFFERED = ["en", "es", "ca", "pt", "fr", "de", "it", "nl", "pl", "sv", "tr", "ar", "zh", "ja"];

/** @param {string} code */
export function languageName(code) {
  try {
    const name = new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(document.documentElement.lang) + name.slice(1);
  } catch {
    return code;
  }
}

/**
 * Codes to choose from: those of the page and of the browser first.
 * @param {string[]} [known] further ones
 */
export function languageCodes(known = []) {
  const browser = navigator.languages.map((tag) => tag.split("-")[0].toLowerCase());
  const first = [document.documentElement.lang, ...known, ...browser];
  return [...new Set([...first, ...OFFERED])].filter((code) => /^[a-z]{2,3}$/u.test(code));
}
