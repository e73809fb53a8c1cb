// @ts-check
import { basketOf } from "./basket-store.js";
import { button, make, write } from "./element.js";
import { icon } from "./icon.js";
import { offerOf, pricesOf, priceView } from "./price.js";
import * as api from "./shop-api.js";
import { say, why } from "./shop-words.js";
import { leftOf, PLENTY } from "./stock-count.js";
import { toast } from "./toast.js";
import "./ticking.js";
import { VitrineVariants } from "./variant-picker.js";
import { VitrineWaitingLine } from "./waiting-line.js";

/** So long it waits before it reads a product anew, and so seldom it does: in a rush offers go fast. */
const PACE_MS = 3000;

/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Variant} Variant */
/** `told` is what a room has told of a variant's stock. @typedef {{ show: string | null, told?: (variant: string) => import("./stock-count.js").Told | undefined }} Around */

/**
 * A product in the sheet: its pictures, what there is of it, and the two ways to have it. In a rush the
 * stock changes four times a second: what can be pressed stays the same element all the while, and what
 * is read changes only where it says something else.
 */
export class VitrineProduct extends HTMLElement {
  /** @type {Product | null} */
  #product = null;
  /** @type {Around} */
  #around = { show: null };
  #picker = new VitrineVariants();
  #picture = make("div.look-picture");
  #price = make("div");
  #offer = make("p.goods-offer", { hidden: true });
  #left = make("p.look-left");
  #facts = make("div.look-facts", {}, this.#price, this.#offer, this.#left);
  /** What the price and the offer were drawn from. */
  #drawn = "";
  #spoken = make("p.sr-only", { role: "status" });
  #about = make("div.look-about");
  #acts = make("div.sheet-acts");
  #toBasket = button("button.button-quiet", () => this.#add(), icon("shop"), say("add"));
  #buy = button("button.button-accent", () => this.#order(), say("buy"));
  #isAdding = false;
  /** How often it was asked for: of two answers the one that was asked for last counts. */
  #asked = 0;
  /** @type {number | undefined} */
  #soon;

  connectedCallback() {
    this.classList.add("look");
    this.#picker.addEventListener("vitrine:variant", () => this.#chosen());
    this.addEventListener("vitrine:over", () => this.#draw());
    if (this.#product) this.#build();
  }

  disconnectedCallback() {
    clearTimeout(this.#soon);
    this.#soon = undefined;
  }

  /**
   * @param {Product} product
   * @param {Around} around
   */
  show(product, around) {
    this.#product = product;
    this.#around = around;
    if (this.isConnected) this.#build();
    this.refresh();
  }

  /** The stock of these changed. @param {string[]} variants */
  recount(variants) {
    if (!this.#product?.variants.some(({ id }) => variants.includes(id))) return;
    this.#picker.recount();
    this.#draw();
    // For how many the price still holds is not told with the count.
    if (this.#product.variants.some((variant) => (offerOf(variant)?.left ?? null) !== null)) this.refreshSoon();
  }

  /** Its price or its offer may be another one: reads it anew in a moment, once for all that is told meanwhile. */
  refreshSoon() {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.refresh();
    }, PACE_MS);
  }

  /** Reads it anew: a card has no description, and may be from a while ago. */
  async refresh() {
    const card = this.#product;
    if (!card) return;
    this.#asked += 1;
    const asked = this.#asked;
    const answer = await api.product(card.shop.slug, card.id);
    if (!answer.ok || asked !== this.#asked) return;
    this.#product = answer.data;
    if (!this.isConnected) return;
    this.#picker.renew(answer.data);
    this.#describe();
    this.#draw();
  }

  #build() {
    const product = this.#product;
    if (!product) return;
    this.#picker.show(product, (variant) => this.#leftOf(variant));
    this.replaceChildren(make("div.look-body", {}, make("div.look-top", {}, this.#picture, this.#facts), this.#picker, this.#about), this.#spoken, this.#acts);
    this.#describe();
    this.#draw();
  }

  /** Another one: drawn, and said once. What ticks is only seen. */
  #chosen() {
    this.#draw();
    this.#spoken.textContent = `${this.#price.textContent}. ${this.#left.textContent}`;
  }

  #describe() {
    const { description = "", url = "" } = this.#product ?? {};
    this.#about.replaceChildren(...(description ? [make("p.prose.look-words", {}, description)] : []), make("a.look-more", { href: url, target: "_blank" }, say("product-page")));
  }

  /** @param {Variant} variant */
  #leftOf(variant) {
    return leftOf(variant, this.#around.told?.(variant.id));
  }

  #draw() {
    const product = this.#product;
    const { variant } = this.#picker;
    if (!product || !variant) return;
    const picture = variant.picture_url ?? product.pictures[0]?.url;
    const shown = this.#picture.querySelector("img")?.getAttribute("src");
    if (picture && picture !== shown) this.#picture.replaceChildren(make("img", { src: picture, alt: product.pictures.find(({ url }) => url === picture)?.alt ?? "" }));
    this.#drawPrice(variant);
    const left = this.#leftOf(variant);
    write(this.#left, left === 0 ? say("sold-out") : left < PLENTY ? say("left", { n: left }) : say("in-stock"));
    this.#left.toggleAttribute("data-none", left === 0);
    if (left === 0) return this.#wait(product, variant);
    if (!this.#acts.contains(this.#buy)) this.#act(this.#toBasket, this.#buy);
  }

  /** @param {Variant} variant */
  #drawPrice(variant) {
    const offer = offerOf(variant);
    const print = JSON.stringify([pricesOf(variant), offer]);
    if (print === this.#drawn) return;
    this.#drawn = print;
    this.#price.replaceChildren(priceView([variant]));
    this.#offer.hidden = offer === null;
    this.#offer.replaceChildren(...(offer ? [icon("clock"), make("vitrine-ticking", { until: offer.ends_at }), offer.left === null ? "" : ` ${say("offer-left", { n: offer.left })}`] : []));
  }

  /** Other ways to have it; whoever was among those before goes on there. @param {...HTMLElement} views */
  #act(...views) {
    const focus = this.#acts.contains(document.activeElement);
    this.#acts.replaceChildren(...views);
    if (focus) views.at(-1)?.focus({ preventScroll: true });
  }

  /**
   * @param {Product} product
   * @param {Variant} variant
   */
  #wait(product, variant) {
    const known = this.#acts.firstElementChild;
    if (known instanceof VitrineWaitingLine && known.dataset.variant === variant.id) return;
    const line = new VitrineWaitingLine();
    line.dataset.variant = variant.id;
    line.tabIndex = -1;
    this.#act(line);
    line.about({ shop: product.shop.slug, variant: variant.id, show: this.#around.show });
  }

  #order() {
    const { variant } = this.#picker;
    if (this.#product && variant) this.#tell("buy", { product: this.#product, variant: variant.id });
  }

  async #add() {
    const { variant } = this.#picker;
    // Not disabled meanwhile: that would take the focus away.
    if (!variant || this.#isAdding) return;
    this.#isAdding = true;
    const answer = await basketOf(this.#product?.shop.slug ?? "").add(variant.id, 1, this.#around.show);
    this.#isAdding = false;
    if (answer.ok) toast(say("added"), { label: say("basket-see"), run: () => this.#tell("basket", {}) });
    else toast(why(answer));
  }

  /** @param {string} wish @param {object} detail */
  #tell(wish, detail) {
    document.dispatchEvent(new CustomEvent(`vitrine:${wish}`, { detail }));
  }
}

customElements.define("vitrine-product", VitrineProduct);
