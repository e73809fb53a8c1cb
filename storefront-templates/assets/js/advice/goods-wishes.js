// @ts-check
import { button, make } from "../element.js";
import { icon } from "../icon.js";
import { priceView } from "../price.js";
import { leftWords } from "./goods-product.js";
import { say } from "./words.js";

/** @typedef {import("./goods-api.js").Wish} Wish */

/** What the shopper of a session wishes for. `goods:look` (`{ product }`) tells which one is looked at. */
export class VitrineWishedGoods extends HTMLElement {
  #list = make("ul.find-list");
  /** As it is drawn. */
  #print = "";
  #none = make("p.muted", {}, say("wishes-none"));

  connectedCallback() {
    this.classList.add("look");
    if (this.childElementCount === 0) this.append(make("div.look-body", {}, this.#none, this.#list));
  }

  /**
   * @param {Wish[]} wishes
   * @param {(wish: Wish) => string} whose who put it there, in words; empty for the shopper
   */
  show(wishes, whose) {
    // Drawn anew, it would take the focus away from whoever is in it.
    const print = JSON.stringify(wishes.map((wish) => [wish.product, whose(wish)]));
    if (print === this.#print) return;
    this.#print = print;
    this.#none.hidden = wishes.length > 0;
    this.#list.replaceChildren(...wishes.map((wish) => this.#hit(wish, whose(wish))));
  }

  /** @param {Wish} wish @param {string} by */
  #hit({ product }, by) {
    const { url } = product.pictures[0] ?? {};
    const left = product.variants.reduce((sum, { available }) => sum + available, 0);
    const hit = button(
      "find-hit",
      () => this.dispatchEvent(new CustomEvent("goods:look", { bubbles: true, detail: { product } })),
      url ? make("img", { src: url, alt: "", loading: "lazy" }) : make("span.compare-blank", {}, icon("tag")),
      make("span.find-words", {}, make("strong", {}, product.name), make("span.find-facts", {}, priceView(product.variants, { lowest: false }), make("span", {}, leftWords(left)), by && make("span.shared-from", {}, by))),
    );
    return make("li", {}, hit);
  }
}

customElements.define("vitrine-wished-goods", VitrineWishedGoods);
