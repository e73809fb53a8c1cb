// @ts-check
import { say } from "./words.js";

/** With no more than this an advisor is free already: it is the time to answer. */
const FREE_S = 15;
/** Nobody needs minutes to the minute from here on. */
const COARSE_MIN = 20;
const STEP_MIN = 5;
const HOUR_MIN = 60;

/**
 * Whether somebody is free for whoever has this estimate.
 * @param {import("./api.js").Estimate | null} estimate
 */
function isFree(estimate) {
  return estimate !== null && estimate.high_s <= FREE_S;
}

/**
 * How long it takes, as a range in words: never narrower than what the server says.
 * @param {import("./api.js").Estimate | null} estimate
 */
export function rangeWords(estimate) {
  if (!estimate) return say("estimate-none");
  if (isFree(estimate)) return say("estimate-free");
  const high = rounded(estimate.high_s / 60, Math.ceil);
  const low = Math.min(rounded(estimate.low_s / 60, Math.floor), high);
  if (low >= HOUR_MIN) return say("estimate-long");
  if (high <= 1) return say("estimate-soon");
  if (low < 1) return say("estimate-under", { high });
  return low === high ? say("estimate-about", { high }) : say("estimate-range", { low, high });
}

/**
 * @param {number} minutes
 * @param {(number: number) => number} way down or up
 */
function rounded(minutes, way) {
  return minutes > COARSE_MIN ? way(minutes / STEP_MIN) * STEP_MIN : way(minutes);
}
