// @ts-check
const EVERY_MS = 1000;

/**
 * Calls `beat` once a second, also while the page is in the background. Gives what stops it.
 * @param {() => void} beat
 * @returns {() => void}
 */
export function pulse(beat) {
  try {
    const worker = new Worker(new URL("./pulse-worker.js", import.meta.url), { type: "module" });
    let timer = 0;
    worker.addEventListener("message", beat);
    // Where the worker can't be had, the page's own clock has to do.
    worker.addEventListener("error", () => (timer ||= setInterval(beat, EVERY_MS)), { once: true });
    return () => {
      worker.terminate();
      clearInterval(timer);
    };
  } catch {
    const timer = setInterval(beat, EVERY_MS);
    return () => clearInterval(timer);
  }
}
