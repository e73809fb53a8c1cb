// @ts-check
/**
 * What the pages read of a show's JSON.
 * @typedef {object} Show
 * @property {"scheduled" | "live" | "ended" | "expired"} state
 * @property {boolean} [paused] live, but the host's picture is away
 * @property {number} [viewers]
 * @property {string | null} [started_at]
 * @property {string | null} [ended_at]
 * @property {string | null} [expires_at]
 */

/**
 * The show at `url`, or null where the server can't be reached or gives no sense within 4 s.
 * 410 (and 404, for what one may not see any more) reads as expired.
 * @param {string} url
 * @returns {Promise<Show | null>}
 */
export async function fetchShow(url) {
  return fetchJson(url, { state: "expired" });
}

/**
 * What is at `url`, or null where the server can't be reached or gives no sense within 4 s.
 * @param {string} url
 * @param {any} [gone] what 410 and 404 stand for
 */
export async function fetchJson(url, gone = null) {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.timeout(4000),
    });
    if (response.status === 410 || response.status === 404) return gone;
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/**
 * A count that fits a badge, in the page's language: `847`, `1.2K` in small letters.
 * @param {number} count
 */
export function shortCount(count) {
  const language = document.documentElement.lang;
  if (count < 1000) return String(count);
  const [value, unit] = count < 1_000_000 ? [count / 1000, "k"] : [count / 1_000_000, "M"];
  const digits = value < 10 ? 1 : 0;
  const floored = Math.floor(value * 10 ** digits) / 10 ** digits;
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(floored) + unit;
}
