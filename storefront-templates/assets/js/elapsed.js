// @ts-check
import { clock } from "./duration.js";

/** The time since `since` (ISO 8601) as a running clock. */
class VitrineElapsed extends HTMLElement {
  static observedAttributes = ["since"];

  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    this.#tick();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#tick();
  }

  #tick() {
    clearTimeout(this.#timer);
    const since = Date.parse(this.getAttribute("since") ?? "");
    if (Number.isNaN(since)) return;
    const passed = Date.now() - since;
    this.textContent = clock(passed / 1000);
    this.#timer = setTimeout(() => this.#tick(), 1000 - (passed % 1000) + 5);
  }
}

customElements.define("vitrine-elapsed", VitrineElapsed);
