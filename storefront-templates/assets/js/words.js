// @ts-check
/**
 * A sentence with its `{places}` filled in. What fills one is never read for places itself.
 * @param {string | undefined} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(sentence, values) {
  return (sentence ?? "").replace(/\{([a-z]+)\}/gu, (place, name) => (Object.hasOwn(values, name) ? String(values[name]) : place));
}

/**
 * A sentence about `n` things in the form the page's language has for that number, where there is
 * one of its own for a single one.
 * @param {string | undefined} one
 * @param {string | undefined} other
 * @param {number} n
 */
export function counted(one, other, n) {
  const form = new Intl.PluralRules(document.documentElement.lang).select(n);
  return fill(form === "one" ? (one ?? other) : other, { n });
}
