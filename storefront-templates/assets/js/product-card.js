// @ts-check
import { button, make, write } from "./element.js";
import { icon } from "./icon.js";
import { cheapest, offerOf, priceView, pricesOf, shortAmount } from "./price.js";
import { say } from "./shop-words.js";
import { PLENTY } from "./stock-count.js";
import "./ticking.js";

/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Variant} Variant */

/**
 * A product on the picture: picture, name, price, what is left, one button. `vitrine:look` and
 * `vitrine:buy` (`{ product }`) tell what was pressed. What can be pressed stays the same element
 * however often the count changes under the finger.
 */
export class VitrineProductCard extends HTMLElement {
  /** @type {Product | null} */
  #product = null;
  #left = 0;
  #name = make("a.goods-name", { click: (/** @type {Event} */ event) => this.#look(event) });
  #price = make("p.goods-price");
  #count = make("span.goods-left");
  #facts = make("p.goods-facts");
  #words = make("div.goods-words", {}, this.#name, this.#price, this.#facts);
  /** What the price and the facts beside the count were drawn from. */
  #drawn = "";
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
    if (now < this.#left && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.#count.animate({ opacity: [0.35, 1] }, { duration: 240 });
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
    const { url } = product.pictures[0] ?? {};
    if (this.#picture.querySelector("img")?.getAttribute("src") !== url) this.#picture.replaceChildren(...(url ? [make("img", { src: url, alt: "" })] : []));
    write(this.#name, product.name);
    this.#name.setAttribute("href", product.url);
    this.#drawFacts(product);
    this.#drawCount();
    this.toggleAttribute("data-sold-out", this.#left === 0);
    this.#buy.hidden = this.isGone;
    write(this.#buy, this.#left > 0 ? say("buy") : say("line-short"));
    this.#buy.setAttribute("aria-label", say(this.#left > 0 ? "buy-name" : "line-name", { name: product.name }));
  }

  /** What it costs, for how long, and its place for the count. @param {Product} product */
  #drawFacts(product) {
    const offer = product.variants.map(offerOf).find((one) => one !== null);
    const print = JSON.stringify([this.isGone, offer?.ends_at, product.variants.map(pricesOf)]);
    if (print === this.#drawn) return;
    this.#drawn = print;
    this.#price.hidden = this.isGone;
    this.#price.replaceChildren(...(this.isGone ? [] : [priceView(product.variants, { lowest: false })]));
    const ends = offer ? [make("span.goods-offer", {}, icon("clock"), make("vitrine-ticking", { until: offer.ends_at }))] : [];
    const lowest = this.#lowest(product);
    this.#facts.replaceChildren(...ends, this.#count, ...(lowest ? [lowest] : []));
  }

  /** What it cost least in the 30 days before the price was lowered. @param {Product} product */
  #lowest(product) {
    if (this.isGone) return null;
    const { variant } = cheapest(product.variants);
    const { before, lowest } = pricesOf(variant);
    return before && lowest ? make("span.goods-lowest", {}, say("price-lowest-short", { price: shortAmount(lowest) })) : null;
  }

  #drawCount() {
    const few = this.#left < PLENTY ? say("left", { n: this.#left }) : "";
    write(this.#count, this.isGone ? say("not-sold") : this.#left === 0 ? say("sold-out") : few);
    this.#count.classList.toggle("goods-none", !this.isGone && this.#left === 0);
    this.#count.hidden = !this.#count.textContent;
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
