// @ts-check
import { write } from "../element.js";

/**
 * What is left of a talk. Inside: the form that has it mailed (`[data-part=mail]`), and
 * `[data-part=mailed]` with `data-text`, which says that it was.
 */
class VitrineSummary extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    this.addEventListener("api:done", (event) => this.#done(/** @type {CustomEvent<import("../json-api.js").Answer>} */ (event)), { signal: this.#leaving.signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {CustomEvent<import("../json-api.js").Answer>} event */
  #done({ target, detail }) {
    const mailed = this.querySelector("[data-part=mailed]");
    if (!detail.ok || !(mailed instanceof HTMLElement) || !(target instanceof Element) || !target.matches("[data-part=mail]")) return;
    write(mailed, mailed.dataset.text ?? "");
  }
}

customElements.define("vitrine-summary", VitrineSummary);
