// @ts-check
import { BasketLine } from "../basket-line.js";
import { button, make, write } from "../element.js";
import { icon } from "../icon.js";
import { amount } from "../money.js";
import { say as sayShop, why } from "../shop-words.js";
import { toast } from "../toast.js";
import { say } from "./words.js";

/** @typedef {import("./goods-api.js").Line} Line */
/** @typedef {import("./goods-store.js").SharedBasket} SharedBasket */

/** So long a line that the other one changed stands out. */
const MARKED_MS = 2400;

/**
 * The basket that both of a session fill. The shopper goes on from here to pay (`vitrine:checkout`); the
 * advisor sees how far they are with it.
 */
export class VitrineSharedBasket extends HTMLElement {
  /** @type {SharedBasket | undefined} */
  #store;
  #shop = "";
  #name = "";
  /** @type {Map<string, { line: BasketLine, from: HTMLElement }>} */
  #lines = new Map();
  /** How many of a variant are wished for while that is being written. @type {Map<string, number>} */
  #wished = new Map();
  #list = make("ul.basket-lines");
  #sums = make("dl.sums");
  #acts = make("div.sheet-acts");
  #pay = button("button.button-accent.button-wide", () => this.dispatchEvent(new CustomEvent("vitrine:checkout", { bubbles: true, detail: {} })), sayShop("to-checkout"));
  #paying = make("p.shared-paying");
  #full = [make("div.look-body", {}, this.#list, this.#sums), this.#acts];
  #empty = make("div.empty", { tabindex: -1 }, icon("shop"));
  #leaving = new AbortController();

  /**
   * @param {SharedBasket} store
   * @param {{ shop: string, name: string }} around the shop's slug and the other's name
   */
  show(store, { shop, name }) {
    this.#store = store;
    this.#shop = shop;
    this.#name = name;
  }

  connectedCallback() {
    const store = this.#store;
    if (!store) return;
    this.#leaving = new AbortController();
    this.classList.add("basket");
    this.#acts.replaceChildren(store.isAdvisor ? this.#paying : this.#pay);
    this.#empty.replaceChildren(icon("shop"), make("p", {}, say(store.isAdvisor ? "basket-empty-advisor" : "basket-empty-shopper", { name: this.#name })));
    const { signal } = this.#leaving;
    store.addEventListener("change", () => this.#draw(), { signal });
    store.addEventListener("other", (event) => this.#mark(/** @type {CustomEvent<import("./goods-store.js").Change>} */ (event).detail.line.variant), { signal });
    this.#draw();
    store.load();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #draw() {
    const { basket, paying, isAdvisor } = this.#store ?? {};
    if (!basket) return;
    const focused = this.contains(document.activeElement);
    const isEmpty = basket.lines.length === 0;
    const parts = isEmpty ? [this.#empty, ...(isAdvisor && paying ? [this.#acts] : [])] : this.#full;
    if (parts.length !== this.children.length || parts.some((part, at) => part !== this.children[at])) this.replaceChildren(...parts);
    this.#drawLines(basket.lines);
    const sum = (/** @type {string} */ name, /** @type {string} */ value, strong = false) => [make("dt", {}, name), make("dd", { "data-strong": strong }, value)];
    this.#sums.replaceChildren(
      ...(basket.discount.minor > 0 ? [...sum(sayShop("items"), amount(basket.items)), ...sum(sayShop("discount"), `−${amount(basket.discount)}`)] : []),
      ...sum(sayShop("basket-total"), amount(basket.total), true),
    );
    this.#pay.disabled = !basket.lines.some(({ problem }) => problem !== "sold_out" && problem !== "gone");
    write(this.#paying, say(paying === "paid" ? "paid" : paying ? "paying" : "only-they-pay", { name: this.#name }));
    this.#paying.toggleAttribute("data-paid", paying === "paid");
    // Where the focus was is gone: it goes on with what is there.
    if (!focused || this.contains(document.activeElement)) return;
    const [first] = this.#lines.values();
    if (first) first.line.focus();
    else this.#empty.focus({ preventScroll: true });
  }

  /** @param {Line[]} lines */
  #drawLines(lines) {
    for (const [variant, { line }] of this.#lines) {
      if (lines.some((one) => one.variant === variant)) continue;
      line.view.remove();
      this.#lines.delete(variant);
    }
    lines.forEach((line, at) => {
      const one = this.#lines.get(line.variant) ?? this.#line(line);
      this.#lines.set(line.variant, one);
      one.line.show(line, this.#wished.get(line.variant) ?? line.quantity);
      write(one.from, this.#fromWords(line));
      one.from.hidden = !one.from.textContent;
      if (this.#list.children[at] !== one.line.view) this.#list.insertBefore(one.line.view, this.#list.children[at] ?? null);
    });
  }

  /** @param {Line} line */
  #line(line) {
    const one = new BasketLine(this.#shop, line, (by) => this.#step(line.variant, by));
    const from = make("span.shared-from");
    one.view.querySelector(".basket-problem")?.before(from);
    return { line: one, from };
  }

  /** Who put it in, or changed it last: one's own need no mark but at the advisor's. @param {Line} line */
  #fromWords({ advised }) {
    if (this.#store?.isAdvisor) return advised ? say("from-you") : say("from", { name: this.#name });
    return advised ? say("from", { name: this.#name }) : "";
  }

  /** @param {string} variant */
  #mark(variant) {
    const view = this.#lines.get(variant)?.line.view;
    if (!view) return;
    view.toggleAttribute("data-new", true);
    view.scrollIntoView({ block: "nearest" });
    setTimeout(() => view.removeAttribute("data-new"), MARKED_MS);
  }

  /**
   * @param {string} variant
   * @param {number} by
   */
  #step(variant, by) {
    const line = this.#store?.basket?.lines.find((one) => one.variant === variant);
    if (!line) return;
    const isWriting = this.#wished.has(variant);
    const quantity = (this.#wished.get(variant) ?? line.quantity) + by;
    this.#wished.set(variant, quantity);
    this.#lines.get(variant)?.line.show(line, quantity);
    if (!isWriting) this.#write(line);
  }

  /** Writes how many are wished for, until nothing newer is. @param {Line} line as it was */
  async #write(line) {
    const { variant } = line;
    const store = this.#store;
    let quantity = -1;
    while (store && quantity !== this.#wished.get(variant)) {
      quantity = this.#wished.get(variant) ?? 0;
      const answer = await store.setLine(variant, quantity);
      if (answer.ok) continue;
      this.#wished.delete(variant);
      this.#draw();
      return toast(why(answer));
    }
    this.#wished.delete(variant);
    this.#draw();
    if (quantity > 0) return;
    toast(say("taken-out", { name: line.name }), { label: sayShop("undo"), run: () => this.#putBack(line) });
  }

  /** @param {Line} line as it was */
  async #putBack({ variant, quantity }) {
    const answer = await this.#store?.setLine(variant, quantity);
    if (answer && !answer.ok) toast(why(answer));
  }
}

customElements.define("vitrine-shared-basket", VitrineSharedBasket);
