// @ts-check
/** An amount in a currency's minor unit: 3900 are 39.00 EUR. @typedef {{ minor: number, currency: string }} Money */

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {string} currency @param {string} [language] */
function formatOf(currency, language = document.documentElement.lang) {
  const known = formats.get(`${language} ${currency}`);
  if (known) return known;
  const format = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  formats.set(`${language} ${currency}`, format);
  return format;
}

/** How many decimals a currency has. @param {string} currency */
export function digits(currency) {
  return formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * An amount in the page's language: `€39.00`.
 * @param {Money} money
 */
export function amount({ minor, currency }) {
  return formatOf(currency).format(minor / 10 ** digits(currency));
}

/**
 * An amount as a form's field has it: `39.00`.
 * @param {Money} money
 */
export function plainAmount({ minor, currency }) {
  return (minor / 10 ** digits(currency)).toFixed(digits(currency));
}

/**
 * What somebody typed as an amount (`39`, `39.5`, `39,50`), in minor units; null where it is none.
 * @param {string} text
 * @param {string} currency
 * @returns {number | null}
 */
export function minorOf(text, currency) {
  const match = /^(\d{1,9})(?:[.,](\d*))?$/u.exec(text.trim());
  const places = digits(currency);
  const fraction = match?.[2] ?? "";
  if (!match || fraction.length > places) return null;
  return Number(match[1]) * 10 ** places + Number(fraction.padEnd(places, "0") || 0);
}
