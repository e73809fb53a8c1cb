// @ts-check
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import { cheapest, offerOf, priceView, pricesOf, shortAmount } from "./price.js";
import { say } from "./shop-words.js";
import "./ticking.js";

/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Variant} Variant */

/** From so many units on nobody needs to be told how many are left. */
const PLENTY = 100;

/**
 * A product on the picture: picture, name, price, what is left, one button. `vitrine:look` and
 * `vitrine:buy` (`{ product }`) tell what was pressed.
 */
export class VitrineProductCard extends HTMLElement {
  /** @type {Product | null} */
  #product = null;
  #left = 0;
  #words = make("div.goods-words");
  #picture = make("button.goods-picture", { type: "button", tabindex: -1, "aria-hidden": "true", click: () => this.#tell("look") });
  #buy = button("button.button-accent.goods-buy", () => this.#tell(this.#left > 0 ? "buy" : "look"));

  connectedCallback() {
    if (this.contains(this.#words)) return;
    this.classList.add("goods-card");
    this.addEventListener("vitrine:over", () => this.#draw());
    this.prepend(this.#picture, this.#words, this.#buy);
  }

  /**
   * @param {Product} product
   * @param {(variant: Variant) => number} left how many of a variant there are
   */
  show(product, left) {
    this.#product = product;
    const now = product.variants.reduce((sum, variant) => sum + left(variant), 0);
    // A change is seen, not read out: the count changes four times a second in a rush.
    if (now < this.#left) this.#words.querySelector(".goods-left")?.animate({ opacity: [0.35, 1] }, { duration: 240 });
    this.#left = now;
    this.#draw();
  }

  /** Whether there is nothing to buy of it any more. */
  get isGone() {
    return this.#product?.variants.length === 0 || (this.#product?.state !== undefined && this.#product.state !== "active");
  }

  #draw() {
    const product = this.#product;
    if (!product) return;
    const offer = product.variants.map(offerOf).find((one) => one !== null);
    const name = make("a.goods-name", { href: product.url, click: (/** @type {Event} */ event) => this.#look(event) }, product.name);
    this.#picture.replaceChildren(...(product.pictures[0] ? [make("img", { src: product.pictures[0].url, alt: "" })] : []));
    this.#words.replaceChildren(
      name,
      ...(this.isGone ? [] : [make("p.goods-price", {}, priceView(product.variants, { lowest: false }))]),
      make("p.goods-facts", {}, offer ? make("span.goods-offer", {}, icon("clock"), make("vitrine-ticking", { until: offer.ends_at })) : null, this.#leftView(), this.#lowest(product)),
    );
    this.toggleAttribute("data-sold-out", this.#left === 0);
    this.#buy.hidden = this.isGone;
    this.#buy.textContent = this.#left > 0 ? say("buy") : say("line-short");
    this.#buy.setAttribute("aria-label", say(this.#left > 0 ? "buy-name" : "line-name", { name: product.name }));
  }

  /** What it cost least in the 30 days before the price was lowered. @param {Product} product */
  #lowest(product) {
    if (this.isGone) return null;
    const { variant } = cheapest(product.variants);
    const { before, lowest } = pricesOf(variant);
    return before && lowest ? make("span.goods-lowest", {}, say("price-lowest-short", { price: shortAmount(lowest) })) : null;
  }

  #leftView() {
    if (this.isGone) return make("span.goods-left", {}, say("not-sold"));
    if (this.#left === 0) return make("span.goods-left.goods-none", {}, say("sold-out"));
    return this.#left < PLENTY ? make("span.goods-left", {}, say("left", { n: this.#left })) : null;
  }

  /** @param {Event} event */
  #look(event) {
    if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    this.#tell("look");
  }

  /** @param {string} wish */
  #tell(wish) {
    this.dispatchEvent(new CustomEvent(`vitrine:${wish}`, { bubbles: true, detail: { product: this.#product } }));
  }
}

customElements.define("vitrine-product-card", VitrineProductCard);
