// @ts-check
import { button, make, write } from "../element.js";
import { icon } from "../icon.js";
import { priceView } from "../price.js";
import { say as sayShop, why } from "../shop-words.js";
import { PLENTY } from "../stock-count.js";
import { toast } from "../toast.js";
import { VitrineWaitingLine } from "../waiting-line.js";
import { say } from "./words.js";

/** @typedef {import("../shop-shapes.js").Product} Product */
/** @typedef {import("../shop-shapes.js").Variant} Variant */

/**
 * What can be done with a product in a session. `name`: the other's; `wish`: how it stands on the shopper's wish
 * list, and whose doing that is in words.
 * @typedef {object} Ways
 * @property {boolean} isStaff
 * @property {boolean} isFriend who looks on
 * @property {string} name
 * @property {(variant: string) => Promise<import("../json-api.js").Answer>} put puts one of a variant into the basket
 * @property {{ wished: boolean, by: string }} wish
 * @property {(wished: boolean) => Promise<import("../json-api.js").Answer>} setWish
 */

/** How many there are of something, in words. @param {number} left */
export function leftWords(left) {
  return left === 0 ? sayShop("sold-out") : left < PLENTY ? sayShop("left", { n: left }) : sayShop("in-stock");
}

/**
 * A product that was shown: its picture, what there is of it with the stock of each, and the ways into the
 * basket, onto the wish list and, where it is sold out, into the line. `goods:basket` tells that the basket is to
 * be seen, `goods:together` (`{ path }`) that both are to look at its page.
 */
export class VitrineShownProduct extends HTMLElement {
  /** @type {Product | null} */
  #product = null;
  /** Id of the variant that is chosen. */
  #chosen = "";
  /** @type {Ways | null} */
  #ways = null;
  #picture = make("div.look-picture");
  #price = make("div");
  #left = make("p.look-left");
  #options = make("fieldset.options");
  #about = make("div.look-about");
  #add = button("button.button-accent", () => this.#take(), icon("shop"), sayShop("add"));
  #wish = button("bare-button.goods-wish", () => this.#turn(), icon("heart"), icon("heart-full"));
  #together = button("button.button-quiet", () => this.#lead(), icon("together"), say("look-together"));
  #acts = make("div.sheet-acts");
  #by = make("p.shared-from.goods-wish-by");
  #isAdding = false;

  connectedCallback() {
    this.classList.add("look");
    if (this.childElementCount > 0) return;
    this.append(make("div.look-body", {}, make("div.look-top", {}, this.#picture, make("div.look-facts", {}, this.#price, this.#left, this.#by)), this.#options, this.#about), this.#acts);
  }

  /** As it is shown now. */
  get shown() {
    return this.#product;
  }

  /** The product's id. */
  get product() {
    return this.#product?.id ?? "";
  }

  /**
   * Shows it, or how it is by now: what was chosen stays.
   * @param {Product} product
   * @param {Ways} ways
   */
  show(product, ways) {
    const kinds = (/** @type {Product | null} */ one) => JSON.stringify(one?.variants.map(({ id, options }) => [id, options]));
    const isKnown = kinds(product) === kinds(this.#product);
    this.#product = product;
    this.#ways = ways;
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
    this.#drawWish();
    this.#act(product, variant);
  }

  #drawWish() {
    const { wished = false, by = "" } = this.#ways?.wish ?? {};
    const words = say(wished ? "wishes-off" : "wishes-put");
    this.#wish.setAttribute("aria-pressed", String(wished));
    this.#wish.setAttribute("aria-label", words);
    this.#wish.title = words;
    write(this.#by, wished ? by : "");
    this.#by.hidden = !this.#by.textContent;
  }

  /** What can be pressed stays the same element as long as it is the same. @param {Product} product @param {Variant} variant */
  #act(product, variant) {
    const isStaff = this.#ways?.isStaff ?? false;
    const known = this.#acts.querySelector("vitrine-waiting-line");
    /** @type {HTMLElement} */
    let way = this.#add;
    if (variant.available === 0 && isStaff) way = make("p.shared-paying", {}, say("goods-line-advisor", { name: this.#ways?.name ?? "" }));
    else if (variant.available === 0) way = known instanceof VitrineWaitingLine && known.dataset.variant === variant.id ? known : this.#line(product, variant.id);
    const views = this.#ways?.isFriend ? [] : [this.#wish, ...(isStaff ? [this.#together] : []), way];
    this.#acts.hidden = views.length === 0;
    if (views.length === this.#acts.children.length && views.every((view, at) => view === this.#acts.children[at] || view.textContent === this.#acts.children[at].textContent)) return;
    this.#acts.replaceChildren(...views);
  }

  /** @param {Product} product @param {string} variant */
  #line(product, variant) {
    const line = new VitrineWaitingLine();
    line.dataset.variant = variant;
    line.about({ shop: product.shop.slug, variant, show: null });
    return line;
  }

  #lead() {
    const path = this.#product?.url;
    if (path) document.dispatchEvent(new CustomEvent("goods:together", { detail: { path: new URL(path, location.href).pathname } }));
  }

  async #turn() {
    const ways = this.#ways;
    if (!ways) return;
    const answer = await ways.setWish(!ways.wish.wished);
    if (!answer.ok) toast(why(answer));
  }

  async #take() {
    // Not disabled meanwhile: that would take the focus away.
    if (!this.#chosen || this.#isAdding) return;
    this.#isAdding = true;
    const answer = await this.#ways?.put(this.#chosen);
    this.#isAdding = false;
    if (!answer) return;
    if (answer.ok) toast(say("added"), { label: sayShop("basket-see"), run: () => document.dispatchEvent(new CustomEvent("goods:basket")) });
    else toast(why(answer));
  }
}

customElements.define("vitrine-shown-product", VitrineShownProduct);
