// @ts-check
import { ask } from "./json-api.js";
import { shortAmount } from "./price.js";
import { leftOf, priceOf } from "./show-window.js";
import { fill } from "./words.js";

const PAUSE_MS = 180;
const MOST = 8;

/** @typedef {import("./show-window.js").Card} Card */

/**
 * Searches a shop's catalogue and hands on what is chosen (`search:chosen`, the card as detail).
 * `source`: the products as JSON. `data-text-none`, `-add`, `-there` are the words.
 */
export class VitrineProductSearch extends HTMLElement {
  /** Ids of what was chosen already. @type {Set<string>} */
  known = new Set();
  /** @type {number | undefined} */
  #timer;
  /** Only what was asked last is shown. */
  #asked = 0;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const field = this.#field;
    field?.addEventListener("input", () => this.#later(), { signal });
    field?.addEventListener("focus", () => this.#later(0), { signal });
    this.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)), { signal });
    document.addEventListener("pointerdown", (event) => event.target instanceof Node && !this.contains(event.target) && this.#close(), { signal });
    this.addEventListener("focusout", (event) => event.relatedTarget instanceof Node && !this.contains(event.relatedTarget) && this.#close(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
  }

  get #field() {
    return this.querySelector("input");
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-part=found]"));
  }

  #later(pause = PAUSE_MS) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), pause);
  }

  async #search() {
    const asked = (this.#asked += 1);
    const query = this.#field?.value.trim() ?? "";
    const answer = await ask("GET", `${this.getAttribute("source")}?q=${encodeURIComponent(query)}`);
    if (asked !== this.#asked || !answer.ok) return;
    // What can be chosen comes first.
    const isKnown = (/** @type {Card} */ { id }) => Number(this.known.has(id));
    const cards = [...(answer.data.items ?? [])].sort((a, b) => isKnown(a) - isKnown(b)).slice(0, MOST);
    this.#list.replaceChildren(...(cards.length > 0 ? cards.map((/** @type {Card} */ card) => this.#hit(card)) : [this.#none()]));
    this.#list.hidden = false;
  }

  #none() {
    return Object.assign(document.createElement("li"), { className: "muted run-none", textContent: this.dataset.textNone ?? "" });
  }

  /** @param {Card} card */
  #hit(card) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
    const picture = item.querySelector("img");
    if (picture && card.pictures[0]) picture.src = card.pictures[0].url;
    const put = (/** @type {string} */ part, /** @type {string} */ text) => {
      const place = item.querySelector(`[data-part=${part}]`);
      if (place) place.textContent = text;
    };
    const { now } = priceOf(card);
    put("name", card.name);
    const there = this.known.has(card.id);
    put("facts", `${now ? shortAmount(now) : ""} · ${there ? (this.dataset.textThere ?? "") : leftOf(card)}`);
    const button = item.querySelector("button");
    if (button) button.disabled = there;
    button?.setAttribute("aria-label", fill(this.dataset.textAdd, { name: card.name }));
    button?.addEventListener("click", () => this.#choose(card, item));
    return item;
  }

  /**
   * @param {Card} card
   * @param {HTMLElement} item
   */
  #choose(card, item) {
    this.dispatchEvent(new CustomEvent("search:chosen", { bubbles: true, detail: card }));
    const next = item.nextElementSibling?.querySelector("button:enabled") ?? this.#field;
    item.remove();
    next?.focus();
  }

  #close() {
    this.#list.hidden = true;
    this.#asked += 1;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") {
      this.#close();
      return this.#field?.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [this.#field, ...this.#list.querySelectorAll("button:enabled")];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
  }
}

customElements.define("vitrine-product-search", VitrineProductSearch);
