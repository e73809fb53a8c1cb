// @ts-check
import { fetchJson } from "./show.js";

/**
 * How a broadcast arrives, as the server sees it.
 * @typedef {object} Arrival
 * @property {boolean} publishing
 * @property {number} viewers
 * @property {number} bitrate bits a second
 * @property {number} frames_per_second
 * @property {number | null} round_trip_ms
 * @property {number} loss share of packets lost on the way, 0 to 1
 * @property {string | null} replay_note why the replay is missing or shorter than the show
 */

/**
 * @param {string} show address of the show as JSON
 * @returns {Promise<Arrival | null>} null where the server can't be reached or doesn't say
 */
export function fetchArrival(show) {
  return fetchJson(`${show}/health`);
}

/**
 * One view from both ends: what arrives counts for more than what was sent.
 * @param {import("./whip.js").Health | null} sent null where another device broadcasts
 * @param {Arrival | null} arrival
 * @returns {import("./whip.js").Health | null}
 */
export function joinHealth(sent, arrival) {
  // Before the first second is counted the server knows nothing.
  if (!arrival?.publishing || arrival.bitrate === 0) return sent;
  return {
    rate: arrival.bitrate,
    frames: Math.round(arrival.frames_per_second),
    delay: sent?.delay ?? arrival.round_trip_ms,
    loss: Math.max(sent?.loss ?? 0, arrival.loss),
    limited: sent?.limited ?? false,
  };
}

/**
 * Says in words how a broadcast goes, in the places marked `data-health`.
 * @param {HTMLElement} place has the words in `data-text-*`
 * @param {import("./whip.js").Health} health
 */
export function showHealth(place, health) {
  const language = document.documentElement.lang;
  const words = place.dataset;
  const put = (/** @type {string} */ name, /** @type {string | undefined} */ text, /** @type {string | undefined} */ value) => {
    const target = place.querySelector(`[data-health=${name}]`);
    if (target) target.textContent = value === undefined ? "–" : (text ?? "{n}").replace("{n}", value);
  };
  const decimal = (/** @type {number} */ value) => new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
  put("rate", words.textRate, decimal(health.rate / 1e6));
  put("frames", words.textFrames, String(health.frames));
  put("delay", words.textDelay, health.delay === null ? undefined : String(health.delay));
  put("loss", words.textLoss, decimal(health.loss * 100));
  const grade = gradeOf(health);
  const word = place.querySelector("[data-health=word]");
  if (!(word instanceof HTMLElement) || word.dataset.grade === grade) return;
  word.dataset.grade = grade;
  word.textContent = { good: words.textGood, fair: words.textFair, poor: words.textPoor }[grade] ?? "";
}

/**
 * Says why the replay will be missing or short, wherever the page has a place for it; or takes
 * it back.
 * @param {string | null} note
 */
export function showReplayNote(note) {
  for (const place of document.querySelectorAll("[data-part=replay-note]")) {
    const text = place.querySelector("[data-part=replay-note-text]");
    // Said once: the same words again would be read out again.
    if (text && text.textContent !== (note ?? "")) text.textContent = note ?? "";
    place.toggleAttribute("hidden", note === null);
  }
}

/**
 * @param {import("./whip.js").Health} health
 * @returns {"good" | "fair" | "poor"}
 */
function gradeOf({ frames, loss, delay }) {
  if (frames < 10 || loss > 0.08 || (delay ?? 0) > 600) return "poor";
  if (frames < 20 || loss > 0.03 || (delay ?? 0) > 250) return "fair";
  return "good";
}
