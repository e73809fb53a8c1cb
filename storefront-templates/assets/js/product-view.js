// @ts-check
import { basketOf } from "./basket-store.js";
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import { offerOf, priceView } from "./price.js";
import * as api from "./shop-api.js";
import { say, sayOr } from "./shop-words.js";
import { toast } from "./toast.js";
import "./ticking.js";
import { VitrineVariants } from "./variant-picker.js";
import { VitrineWaitingLine } from "./waiting-line.js";

/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Variant} Variant */
/** `left` is what a room has told of a variant's stock. @typedef {{ show: string | null, left?: (variant: string) => number | undefined }} Around */

const PLENTY = 100;

/** A product in the sheet: its pictures, what there is of it, and the two ways to have it. */
export class VitrineProduct extends HTMLElement {
  /** @type {Product | null} */
  #product = null;
  /** @type {Around} */
  #around = { show: null };
  #picker = new VitrineVariants();
  #picture = make("div.look-picture");
  #facts = make("div.look-facts");
  #spoken = make("p.sr-only", { role: "status" });
  #about = make("div.look-about");
  #acts = make("div.sheet-acts");

  connectedCallback() {
    this.classList.add("look");
    this.#picker.addEventListener("vitrine:variant", () => this.#chosen());
    this.addEventListener("vitrine:over", () => this.#draw());
    if (this.#product) this.#build();
  }

  /**
   * @param {Product} product
   * @param {Around} around
   */
  show(product, around) {
    this.#product = product;
    this.#around = around;
    if (this.isConnected) this.#build();
    this.#refresh(product);
  }

  /** The stock changed. */
  recount() {
    this.#picker.recount();
    this.#draw();
  }

  /** A card has no description, and may be from a while ago. @param {Product} card */
  async #refresh(card) {
    const answer = await api.product(card.shop.slug, card.id);
    if (!answer.ok) return;
    this.#product = answer.data;
    if (!this.isConnected) return;
    this.#picker.renew(answer.data);
    this.#describe();
    this.#draw();
  }

  #build() {
    const product = this.#product;
    if (!product) return;
    this.#picker.show(product, (variant) => this.#left(variant));
    this.replaceChildren(make("div.look-body", {}, make("div.look-top", {}, this.#picture, this.#facts), this.#picker, this.#about), this.#spoken, this.#acts);
    this.#describe();
    this.#draw();
  }

  /** Another one: drawn, and said once. What ticks is only seen. */
  #chosen() {
    this.#draw();
    this.#spoken.textContent = [...this.#facts.children].map((fact) => (fact.localName === "p" && fact.className === "goods-offer" ? "" : fact.textContent)).join(". ");
  }

  #describe() {
    const { description = "", url = "" } = this.#product ?? {};
    this.#about.replaceChildren(...(description ? [make("p.prose.look-words", {}, description)] : []), make("a.look-more", { href: url, target: "_blank" }, say("product-page")));
  }

  /** @param {Variant} variant */
  #left(variant) {
    return this.#around.left?.(variant.id) ?? variant.available;
  }

  #draw() {
    const product = this.#product;
    const { variant } = this.#picker;
    if (!product || !variant) return;
    const picture = variant.picture_url ?? product.pictures[0]?.url;
    const shown = this.#picture.querySelector("img")?.getAttribute("src");
    if (picture && picture !== shown) this.#picture.replaceChildren(make("img", { src: picture, alt: product.pictures.find(({ url }) => url === picture)?.alt ?? "" }));
    const offer = offerOf(variant);
    const left = this.#left(variant);
    this.#facts.replaceChildren(
      priceView([variant]),
      ...(offer ? [make("p.goods-offer", {}, icon("clock"), make("vitrine-ticking", { until: offer.ends_at }), offer.left === null ? "" : ` ${say("offer-left", { n: offer.left })}`)] : []),
      make("p.look-left", left === 0 ? { "data-none": true } : {}, left === 0 ? say("sold-out") : left < PLENTY ? say("left", { n: left }) : say("in-stock")),
    );
    if (left === 0) return this.#wait(product, variant);
    this.#acts.replaceChildren(
      button("button.button-quiet", (event) => this.#add(variant, event), icon("shop"), say("add")),
      button("button.button-accent", () => this.#tell("buy", { product, variant: variant.id }), say("buy")),
    );
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
    this.#acts.replaceChildren(line);
    line.about({ shop: product.shop.slug, variant: variant.id, show: this.#around.show });
  }

  /**
   * @param {Variant} variant
   * @param {Event} event
   */
  async #add(variant, event) {
    const press = event.currentTarget;
    if (press instanceof HTMLButtonElement) press.disabled = true;
    const answer = await basketOf(this.#product?.shop.slug ?? "").add(variant.id, 1, this.#around.show);
    if (press instanceof HTMLButtonElement) press.disabled = false;
    if (answer.ok) toast(say("added"), { label: say("basket-see"), run: () => this.#tell("basket", {}) });
    else toast(sayOr(`why-${answer.slug}`, "why-else"));
  }

  /** @param {string} wish @param {object} detail */
  #tell(wish, detail) {
    document.dispatchEvent(new CustomEvent(`vitrine:${wish}`, { detail }));
  }
}

customElements.define("vitrine-product", VitrineProduct);
