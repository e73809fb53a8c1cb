// @ts-check
import { clock } from "./duration.js";
import { secondsUntil } from "./server-time.js";

/**
 * A clock that runs down to `until` (ISO 8601, the server's time): `9:41`. `vitrine:over` tells that
 * it has come. Never read out by itself.
 */
export class VitrineTicking extends HTMLElement {
  static observedAttributes = ["until"];

  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    this.setAttribute("role", "timer");
    this.setAttribute("aria-live", "off");
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
    const left = secondsUntil(this.getAttribute("until"));
    if (left === null) return;
    const text = clock(Math.ceil(left));
    if (this.textContent !== text) this.textContent = text;
    if (left <= 0) return void this.dispatchEvent(new CustomEvent("vitrine:over", { bubbles: true }));
    this.#timer = setTimeout(() => this.#tick(), (left % 1) * 1000 + 15);
  }
}

customElements.define("vitrine-ticking", VitrineTicking);
