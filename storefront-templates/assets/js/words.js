// @ts-check
/**
 * A sentence with its `{places}` filled in. What fills one is never read for places itself.
 * @param {string | undefined} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(sentence, values) {
  return (sentence ?? "").replace(/\{([a-z]+)\}/gu, (place, name) => (Object.hasOwn(values, name) ? String(values[name]) : place));
}
