// @ts-check
import { button, make } from "./element.js";
import { secondsUntil } from "./server-time.js";
import { say } from "./shop-words.js";
import "./ticking.js";

/** Who needs longer is told while there is time to say so (WCAG 2.2.1: at least 20 seconds; here 2 minutes). */
const WARN_S = 120;

/**
 * The slim line that says how long it is still held, with a way to keep it longer. `vitrine:extend` asks
 * for that, `vitrine:over` tells that the time is over.
 */
export class VitrineHoldLine extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  /** The longest it was to be held, in seconds: all of the bar. */
  #whole = 1;
  #can = true;
  #left = make("vitrine-ticking");
  #bar = make("span.hold-bar", { "aria-hidden": "true" });
  #spoken = make("span.sr-only", { role: "status" });
  #keep = button("hold-keep", () => this.dispatchEvent(new CustomEvent("vitrine:extend", { bubbles: true })), say("hold-keep"));

  connectedCallback() {
    this.classList.add("hold");
    if (this.children.length === 0) this.append(make("p.hold-words", {}, `${say("held")} `, this.#left), this.#keep, this.#bar, this.#spoken);
    this.#look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  /**
   * @param {string} until
   * @param {boolean} can whether it can be kept longer
   */
  show(until, can) {
    const left = secondsUntil(until) ?? 0;
    this.#whole = Math.max(this.#whole, left);
    this.#can = can;
    // Told again, a time that is over would be over once more.
    if (this.#left.getAttribute("until") !== until) this.#left.setAttribute("until", until);
    if (this.isConnected) this.#look();
  }

  #look() {
    clearTimeout(this.#timer);
    const left = secondsUntil(this.#left.getAttribute("until"));
    if (left === null) return;
    this.#bar.style.setProperty("--rest", String(Math.min(1, left / this.#whole)));
    this.#keep.hidden = !this.#can || left === 0;
    const short = left <= WARN_S;
    if (short && !this.hasAttribute("data-short")) this.#spoken.textContent = say(this.#can ? "hold-soon" : "hold-soon-last", { n: Math.ceil(left / 60) });
    if (!short) this.#spoken.textContent = "";
    this.toggleAttribute("data-short", short);
    if (left > 0) this.#timer = setTimeout(() => this.#look(), 1000);
  }
}

customElements.define("vitrine-hold-line", VitrineHoldLine);
