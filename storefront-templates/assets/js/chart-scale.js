// @ts-check
// Where a value stands in a chart. Knows no page.

/** One moment and its value. `at`: milliseconds. @typedef {{ at: number, value: number }} Point */
/** A stretch of time, in milliseconds. @typedef {{ from: number, to: number }} Span */

/**
 * A round number at or above `most`, and its half: where the hairlines of a chart are.
 * @param {number} most
 */
export function roundTop(most) {
  if (most <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((one) => one * power >= most) ?? 10;
  return step * power;
}

/**
 * Moments worth a name on an axis of `span`: the clock's own steps, at most `most` of them.
 * @param {Span} span
 * @param {number} most
 */
export function ticks({ from, to }, most) {
  const minute = 60_000;
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440].map((one) => one * minute).find((one) => (to - from) / one <= most) ?? 1440 * minute;
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return found;
}

/**
 * The value that held at `at`: the last one before it.
 * @param {Point[]} points
 * @param {number} at
 */
export function valueAt(points, at) {
  return points.findLast((point) => point.at <= at)?.value ?? null;
}
