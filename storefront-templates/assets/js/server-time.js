// @ts-check
// The server's time on a machine whose own clock may be wrong: a hold's last minute is the server's.

/** Less than this is the way here, not a wrong clock. */
const NEAR_MS = 4000;

/** @type {number | undefined} */
let ahead;

/** By how many milliseconds the server's clock is ahead: the page says when it was made (`[data-now]`). */
function offset() {
  if (ahead !== undefined) return ahead;
  const made = Date.parse(document.querySelector("[data-now]")?.getAttribute("data-now") ?? "");
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const came = performance.timeOrigin + (visit?.responseStart ?? 0);
  ahead = Number.isNaN(made) || Math.abs(made - came) < NEAR_MS ? 0 : made - came;
  return ahead;
}

/** Milliseconds since 1970, as the server counts them. */
export function serverNow() {
  return Date.now() + offset();
}

/**
 * Seconds until `at` (ISO 8601); 0 once it has come, null where it is no time.
 * @param {string | null | undefined} at
 */
export function secondsUntil(at) {
  const moment = Date.parse(at ?? "");
  return Number.isNaN(moment) ? null : Math.max(0, (moment - serverNow()) / 1000);
}
