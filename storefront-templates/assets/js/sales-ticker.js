// @ts-check
import { make } from "./element.js";
import { icon } from "./icon.js";
import { roomAround } from "./room-element.js";
import { say } from "./shop-words.js";

/** @typedef {import("./room-state.js").Sale} Sale */

const STAYS_MS = 3600;
/** In a rush only the newest wait. */
const WAITING_MOST = 4;

/** Says, one line at a time, what others have just bought. Seen and never read out. */
class VitrineTicker extends HTMLElement {
  /** @type {Sale[]} */
  #waiting = [];
  /** @type {number | undefined} */
  #timer;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    this.setAttribute("aria-hidden", "true");
    const { signal } = this.#leaving;
    roomAround(this)?.addEventListener("room:sold", (event) => this.#hear(/** @type {CustomEvent<{ sale: Sale }>} */ (event).detail.sale), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @param {Sale} sale */
  #hear(sale) {
    this.#waiting = [...this.#waiting, sale].slice(-WAITING_MOST);
    if (this.#timer === undefined) this.#next();
  }

  #next() {
    const sale = this.#waiting.shift();
    this.replaceChildren();
    if (!sale) return void (this.#timer = undefined);
    const what = sale.units > 1 ? `${sale.units} × ${sale.what}` : sale.what;
    const words = sale.who ? say("bought-by", { who: sale.who, what }) : say("bought", { what });
    this.append(make("p.sale", {}, icon("shop"), make("span", {}, words)));
    this.#timer = setTimeout(() => this.#next(), STAYS_MS);
  }
}

customElements.define("vitrine-ticker", VitrineTicker);
