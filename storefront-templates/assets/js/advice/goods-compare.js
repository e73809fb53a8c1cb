// @ts-check
import { button, make } from "../element.js";
import { priceView } from "../price.js";
import { say as sayShop } from "../shop-words.js";
import { leftWords } from "./goods-product.js";
import { say } from "./words.js";

/** @typedef {import("../shop-shapes.js").Product} Product */

/** So many fit beside each other. */
const MOST = 3;

/** Products side by side: picture, price, what there is of each. `goods:look` (`{ product }`) tells which one is looked at. */
export class VitrineCompared extends HTMLElement {
  /** @type {Product[]} */
  #products = [];
  /** Ids of those that are compared, in the order they were chosen. @type {string[]} */
  #chosen = [];
  #choices = make("div.compare-choices", { role: "group", "aria-label": say("compare-which") });
  #columns = make("ul.compare-columns");

  connectedCallback() {
    this.classList.add("look");
    if (this.childElementCount > 0) return;
    this.append(make("div.look-body", {}, this.#choices, this.#columns));
  }

  /** All that was shown, the last one first. @param {Product[]} products */
  show(products) {
    const isSame = JSON.stringify(products.map(({ id }) => id)) === JSON.stringify(this.#products.map(({ id }) => id));
    this.#products = products;
    this.#chosen = this.#chosen.filter((id) => products.some((one) => one.id === id));
    if (this.#chosen.length === 0) this.#chosen = products.slice(0, MOST).map(({ id }) => id);
    if (!isSame) this.#buildChoices();
    this.#draw();
  }

  #buildChoices() {
    this.#choices.hidden = this.#products.length <= 2;
    this.#choices.replaceChildren(make("p.hint", {}, say("compare-which")), ...this.#products.map(({ id, name }) => button("compare-choice", () => this.#toggle(id), name)));
    [...this.#choices.querySelectorAll("button")].forEach((one, at) => (one.dataset.product = this.#products[at].id));
  }

  /** With one more than fit, the one chosen first gives way. @param {string} product */
  #toggle(product) {
    if (!this.#chosen.includes(product)) this.#chosen = [...this.#chosen, product].slice(-MOST);
    else if (this.#chosen.length > 1) this.#chosen = this.#chosen.filter((id) => id !== product);
    this.#draw();
  }

  #draw() {
    for (const one of this.#choices.querySelectorAll("button")) one.setAttribute("aria-pressed", String(this.#chosen.includes(one.dataset.product ?? "")));
    const columns = this.#chosen.map((id) => this.#products.find((one) => one.id === id)).filter((one) => one !== undefined);
    const focused = document.activeElement instanceof HTMLElement && this.#columns.contains(document.activeElement) ? document.activeElement.dataset.product : null;
    this.#columns.replaceChildren(...columns.map((product) => this.#column(product)));
    if (focused) for (const one of this.#columns.querySelectorAll("button")) if (one.dataset.product === focused) one.focus({ preventScroll: true });
  }

  /** @param {Product} product */
  #column(product) {
    const { url } = product.pictures[0] ?? {};
    const look = button("button.button-quiet", () => this.dispatchEvent(new CustomEvent("goods:look", { bubbles: true, detail: { product } })), say("choose"));
    look.setAttribute("aria-label", sayShop("show-name", { name: product.name }));
    look.dataset.product = product.id;
    return make(
      "li.compare-column",
      {},
      url ? make("img", { src: url, alt: "" }) : make("span.compare-blank"),
      make("h3", {}, product.name),
      priceView(product.variants, { lowest: false }),
      make("ul.compare-kinds", {}, ...product.variants.map(({ options, available }) => make("li", { "data-none": available === 0 }, ...(options.length > 0 ? [make("strong", {}, options.join(" · "))] : []), make("span", {}, leftWords(available))))),
      look,
    );
  }
}

customElements.define("vitrine-compared", VitrineCompared);
