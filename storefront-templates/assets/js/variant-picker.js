// @ts-check
import { make } from "./element.js";
import { say } from "./shop-words.js";

/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Variant} Variant */

/**
 * Chooses a variant: a row of values for each thing in which variants differ. What there is none of
 * stays to be chosen, and says so. `vitrine:variant` tells which one it is (`{ variant }`).
 */
export class VitrineVariants extends HTMLElement {
  /** @type {Product | null} */
  #product = null;
  /** @type {string[]} */
  #chosen = [];
  /** @type {(variant: Variant) => number} */
  #left = ({ available }) => available;

  /**
   * @param {Product} product
   * @param {(variant: Variant) => number} left
   * @param {string} [variant] the one to begin with
   */
  show(product, left, variant) {
    this.#product = product;
    this.#left = left;
    const first = product.variants.find(({ id }) => id === variant) ?? product.variants.find((one) => left(one) > 0) ?? product.variants[0];
    this.#chosen = [...(first?.options ?? [])];
    this.#draw();
  }

  /**
   * The same product, as it is by now: what was chosen stays.
   * @param {Product} product
   */
  renew(product) {
    const kinds = (/** @type {Product | null} */ one) => JSON.stringify([one?.option_names, one?.variants.map(({ options }) => options)]);
    if (kinds(product) !== kinds(this.#product)) return this.show(product, this.#left, this.variant?.id);
    this.#product = product;
    this.recount();
  }

  /** The stock changed. */
  recount() {
    for (const choice of this.querySelectorAll("input")) this.#mark(choice);
  }

  /** The variant that was chosen; null where there is none of that kind. */
  get variant() {
    const { variants = [] } = this.#product ?? {};
    return variants.find(({ options }) => options.every((value, at) => value === this.#chosen[at])) ?? null;
  }

  #draw() {
    const { option_names: names = [], variants = [] } = this.#product ?? {};
    this.replaceChildren(
      ...names.map((name, at) => {
        const values = [...new Set(variants.map(({ options }) => options[at]))];
        return make("fieldset.options", {}, make("legend", {}, name), make("div.options-row", {}, ...values.map((value) => this.#choice(at, value))));
      }),
    );
  }

  /**
   * @param {number} at
   * @param {string} value
   */
  #choice(at, value) {
    const input = /** @type {HTMLInputElement} */ (make("input", { type: "radio", name: `option-${at}`, value, change: () => this.#choose(at, value) }));
    input.checked = this.#chosen[at] === value;
    const label = make("label.option", {}, input, make("span", {}, value));
    this.#mark(input);
    return label;
  }

  /**
   * With everything else as it is chosen.
   * @param {HTMLInputElement} input
   */
  #mark(input) {
    const at = Number(input.name.split("-")[1]);
    const wish = this.#chosen.map((value, place) => (place === at ? input.value : value));
    const variant = this.#product?.variants.find(({ options }) => options.every((value, place) => value === wish[place]));
    const none = !variant || this.#left(variant) === 0;
    input.closest("label")?.toggleAttribute("data-none", none);
    if (none) input.setAttribute("aria-label", `${input.value}, ${say(variant ? "sold-out" : "no-such")}`);
    else input.removeAttribute("aria-label");
  }

  /**
   * @param {number} at
   * @param {string} value
   */
  #choose(at, value) {
    this.#chosen[at] = value;
    // Where the others have no such one, they follow.
    const { variants = [] } = this.#product ?? {};
    if (!this.variant) this.#chosen = [...(variants.find(({ options }) => options[at] === value)?.options ?? this.#chosen)];
    for (const choice of this.querySelectorAll("input")) {
      choice.checked = this.#chosen[Number(choice.name.split("-")[1])] === choice.value;
      this.#mark(choice);
    }
    this.dispatchEvent(new CustomEvent("vitrine:variant", { bubbles: true, detail: { variant: this.variant } }));
  }
}

customElements.define("vitrine-variants", VitrineVariants);
