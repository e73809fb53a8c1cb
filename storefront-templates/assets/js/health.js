// @ts-check
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
  const rate = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(health.rate / 1e6);
  put("rate", words.textRate, rate);
  put("frames", words.textFrames, String(health.frames));
  put("delay", words.textDelay, health.delay === null ? undefined : String(health.delay));
  const grade = gradeOf(health);
  const word = place.querySelector("[data-health=word]");
  if (!(word instanceof HTMLElement) || word.dataset.grade === grade) return;
  word.dataset.grade = grade;
  word.textContent = { good: words.textGood, fair: words.textFair, poor: words.textPoor }[grade] ?? "";
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
