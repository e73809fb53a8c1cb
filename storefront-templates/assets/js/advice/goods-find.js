// @ts-check
import { button, make, write } from "../element.js";
import { priceView } from "../price.js";
import { why } from "../shop-words.js";
import * as api from "./goods-api.js";
import { leftWords } from "./goods-product.js";
import { say } from "./words.js";

/** @typedef {import("../shop-shapes.js").Product} Product */

const PAUSE_MS = 180;

/** The shop's products for its advisor, to be found and shown. `goods:show` (`{ product }`) tells which one. */
export class VitrineFindGoods extends HTMLElement {
  #shop = "";
  /** Ids of what was shown. */
  #shown = new Set();
  #field = /** @type {HTMLInputElement} */ (make("input", { type: "search", maxlength: 100, autocomplete: "off", enterkeyhint: "search", "aria-label": say("find"), placeholder: say("find"), input: () => this.#later() }));
  #note = make("p.muted", { role: "status" });
  #list = make("ul.find-list");
  /** @type {number | undefined} */
  #timer;
  /** Only what was asked last is shown. */
  #asked = 0;

  connectedCallback() {
    this.classList.add("look");
    if (this.childElementCount === 0) this.append(make("div.find-field", {}, this.#field), make("div.look-body", {}, this.#note, this.#list));
    this.#search();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  /** @param {string} shop its slug @param {string[]} shown ids */
  show(shop, shown) {
    this.#shop = shop;
    this.#shown = new Set(shown);
    for (const one of this.#list.querySelectorAll("button")) this.#mark(one);
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), PAUSE_MS);
  }

  async #search() {
    const asked = (this.#asked += 1);
    if (this.#list.childElementCount === 0) write(this.#note, say("looking-up"));
    const answer = await api.find(this.#shop, this.#field.value.trim());
    if (asked !== this.#asked) return;
    /** @type {Product[]} */
    const products = answer.ok ? (answer.data.items ?? []) : [];
    this.#list.replaceChildren(...products.map((product) => this.#hit(product)));
    write(this.#note, answer.ok ? (products.length === 0 ? say("find-none") : "") : why(answer));
    this.#note.hidden = !this.#note.textContent;
  }

  /** @param {Product} product */
  #hit(product) {
    const { url } = product.pictures[0] ?? {};
    const left = product.variants.reduce((sum, { available }) => sum + available, 0);
    const one = button(
      "find-hit",
      () => this.dispatchEvent(new CustomEvent("goods:show", { bubbles: true, detail: { product } })),
      url ? make("img", { src: url, alt: "", loading: "lazy" }) : make("span.compare-blank"),
      make("span.find-words", {}, make("strong", {}, product.name), make("span.find-facts", {}, priceView(product.variants, { lowest: false }), make("span", {}, leftWords(left)))),
      make("span.find-mark"),
    );
    one.dataset.product = product.id;
    this.#mark(one);
    return make("li", {}, one);
  }

  /** @param {HTMLElement} hit */
  #mark(hit) {
    const place = hit.querySelector(".find-mark");
    if (place) write(place, this.#shown.has(hit.dataset.product) ? say("shown-mark") : "");
  }
}

customElements.define("vitrine-find-goods", VitrineFindGoods);
