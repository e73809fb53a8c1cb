// @ts-check
import { duration } from "./duration.js";

/**
 * The time left until a moment, ticking.
 *
 * `until`: the moment (ISO 8601). `data-text`: a sentence with `{left}`. `data-done`: what to say
 * when it has come; a `vitrine:done` event is dispatched then.
 */
class VitrineCountdown extends HTMLElement {
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    this.#tick();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #tick() {
    const until = Date.parse(this.getAttribute("until") ?? "");
    if (Number.isNaN(until)) return;
    const left = (until - Date.now()) / 1000;
    if (left <= 0) {
      this.#show(this.dataset.done ?? "");
      this.dispatchEvent(new CustomEvent("vitrine:done", { bubbles: true }));
      return;
    }
    this.#show((this.dataset.text ?? "{left}").replace("{left}", duration(left)));
    // Above a minute only whole minutes show: wake when the next one is over.
    const wait = left > 61 ? (left % 60) * 1000 + 50 : 1000 - (Date.now() % 1000) + 20;
    this.#timer = setTimeout(() => this.#tick(), wait);
  }

  /** @param {string} text */
  #show(text) {
    if (this.textContent !== text) this.textContent = text;
  }
}

customElements.define("vitrine-countdown", VitrineCountdown);
