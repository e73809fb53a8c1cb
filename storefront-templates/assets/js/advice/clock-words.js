// @ts-check
import { format } from "../time.js";

/**
 * A moment by the clock of whoever reads: "today, 17:30".
 * @param {string | Date} at
 */
export function dayTime(at) {
  return format(new Date(at), new Date(), "day-time", document.documentElement.lang);
}

/**
 * The same without the day.
 * @param {string | Date} at
 */
export function clock(at) {
  return format(new Date(at), new Date(), "time", document.documentElement.lang);
}
