// @ts-check
import { button, make, write } from "../element.js";
import { icon } from "../icon.js";
import { priceView } from "../price.js";
import { say as sayShop, why } from "../shop-words.js";
import { PLENTY } from "../stock-count.js";
import { toast } from "../toast.js";
import { say } from "./words.js";

/** @typedef {import("../shop-shapes.js").Product} Product */
/** @typedef {import("../shop-shapes.js").Variant} Variant */

/** How many there are of something, in words. @param {number} left */
export function leftWords(left) {
  return left === 0 ? sayShop("sold-out") : left < PLENTY ? sayShop("left", { n: left }) : sayShop("in-stock");
}

/**
 * A product that was shown: its picture, what there is of it with the stock of each, and the way into the
 * basket. `goods:add` (`{ variant }`) tells that it was put in, `goods:basket` that the basket is to be seen.
 */
export class VitrineShownProduct extends HTMLElement {
  /** @type {Product | null} */
  #product = null;
  /** Id of the variant that is chosen. */
  #chosen = "";
  /** @type {(variant: string) => Promise<import("../json-api.js").Answer>} */
  #put = () => Promise.reject(new Error("nothing to put it in"));
  #picture = make("div.look-picture");
  #price = make("div");
  #left = make("p.look-left");
  #options = make("fieldset.options");
  #about = make("div.look-about");
  #add = button("button.button-accent", () => this.#take(), icon("shop"), sayShop("add"));
  #isAdding = false;

  connectedCallback() {
    this.classList.add("look");
    if (this.childElementCount > 0) return;
    this.append(make("div.look-body", {}, make("div.look-top", {}, this.#picture, make("div.look-facts", {}, this.#price, this.#left)), this.#options, this.#about), make("div.sheet-acts", {}, this.#add));
  }

  /** The product's id. */
  get product() {
    return this.#product?.id ?? "";
  }

  /**
   * Shows it, or how it is by now: what was chosen stays.
   * @param {Product} product
   * @param {(variant: string) => Promise<import("../json-api.js").Answer>} put puts one of a variant into the basket
   */
  show(product, put) {
    const kinds = (/** @type {Product | null} */ one) => JSON.stringify(one?.variants.map(({ id, options }) => [id, options]));
    const isKnown = kinds(product) === kinds(this.#product);
    this.#product = product;
    this.#put = put;
    if (!product.variants.some(({ id }) => id === this.#chosen)) this.#chosen = (product.variants.find(({ available }) => available > 0) ?? product.variants[0])?.id ?? "";
    if (!isKnown) this.#build(product);
    this.#draw(product);
  }

  /** @param {Product} product */
  #build({ option_names: names, variants, description = "", url }) {
    this.#options.hidden = variants.length < 2;
    const choice = (/** @type {Variant} */ variant) => {
      const input = /** @type {HTMLInputElement} */ (make("input", { type: "radio", name: "shown-variant", value: variant.id, change: () => this.#choose(variant.id) }));
      input.checked = variant.id === this.#chosen;
      return make("label.option.option-counted", { "data-variant": variant.id }, input, make("span", {}, make("strong", {}, variant.options.join(" · ")), make("small")));
    };
    this.#options.replaceChildren(make("legend", {}, names.join(" · ")), make("div.options-row", {}, ...variants.map(choice)));
    this.#about.replaceChildren(...(description ? [make("p.prose.look-words", {}, description)] : []), make("a.look-more", { href: url, target: "_blank" }, sayShop("product-page")));
  }

  /** @param {string} variant */
  #choose(variant) {
    this.#chosen = variant;
    if (this.#product) this.#draw(this.#product);
  }

  /** @param {Product} product */
  #draw(product) {
    for (const one of product.variants) {
      const label = this.#options.querySelector(`[data-variant="${CSS.escape(one.id)}"]`);
      label?.toggleAttribute("data-none", one.available === 0);
      const count = label?.querySelector("small");
      if (count) write(count, leftWords(one.available));
    }
    const variant = product.variants.find(({ id }) => id === this.#chosen);
    if (!variant) return;
    const picture = variant.picture_url ?? product.pictures[0]?.url;
    if (picture && this.#picture.querySelector("img")?.getAttribute("src") !== picture) this.#picture.replaceChildren(make("img", { src: picture, alt: product.pictures.find(({ url }) => url === picture)?.alt ?? "" }));
    this.#price.replaceChildren(priceView([variant]));
    write(this.#left, leftWords(variant.available));
    this.#left.toggleAttribute("data-none", variant.available === 0);
    this.#add.disabled = variant.available === 0;
  }

  async #take() {
    // Not disabled meanwhile: that would take the focus away.
    if (!this.#chosen || this.#isAdding) return;
    this.#isAdding = true;
    const answer = await this.#put(this.#chosen);
    this.#isAdding = false;
    if (answer.ok) toast(say("added"), { label: sayShop("basket-see"), run: () => document.dispatchEvent(new CustomEvent("goods:basket")) });
    else toast(why(answer));
  }
}

customElements.define("vitrine-shown-product", VitrineShownProduct);
