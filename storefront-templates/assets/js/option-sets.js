// @ts-check
// Options and the variants they make. Knows no page.

/** @typedef {{ name: string, values: string[] }} Option */

/**
 * A list typed with commas, each value once.
 * @param {string} text
 */
export function listOf(text) {
  return [...new Set(text.split(",").map((value) => value.trim()).filter(Boolean))];
}

/**
 * One list of values for each variant: every value with every other. Options without a name or
 * without values count for nothing; with none there is one variant.
 * @param {Option[]} options
 * @returns {string[][]}
 */
export function combinations(options) {
  return options
    .filter(({ name, values }) => name && values.length > 0)
    .reduce((/** @type {string[][]} */ sets, { values }) => sets.flatMap((set) => values.map((value) => [...set, value])), [[]]);
}

/**
 * Which known variant goes on as which: the same values first; then, where an option was added or
 * taken away, the first one whose values it shares, so that prices and stock are not lost.
 * @param {string[][]} known
 * @param {string[][]} wanted
 * @returns {(number | null)[]} for each wanted one the place of a known one
 */
export function matched(known, wanted) {
  const free = new Set(known.keys());
  const take = (/** @type {(values: string[]) => boolean} */ fits) => {
    const found = [...free].find((at) => fits(known[at]));
    if (found !== undefined) free.delete(found);
    return found ?? null;
  };
  const exact = wanted.map((values) => take((other) => other.length === values.length && other.every((value, at) => value === values[at])));
  return exact.map((at, index) => at ?? take((other) => other.length !== wanted[index].length && (other.every((value) => wanted[index].includes(value)) || wanted[index].every((value) => other.includes(value)))));
}
