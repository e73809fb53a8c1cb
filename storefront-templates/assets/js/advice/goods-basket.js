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
  /** Who put a line in, in words. @type {(line: Line) => string} */
  #from = () => "";
  /** @type {Map<string, { line: BasketLine, from: HTMLElement }>} */
  #lines = new Map();
  /** How many more of a variant are wished for than is known to be written. @type {Map<string, number>} */
  #more = new Map();
  /** Variants that are being written. */
  #writing = new Set();
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
   * @param {{ shop: string, name: string, from: (line: Line) => string }} around the shop's slug, the other's name,
   * and who put a line in, or changed it last, in words: one's own need none but at the shop's side
   */
  show(store, { shop, name, from }) {
    this.#store = store;
    this.#shop = shop;
    this.#name = name;
    this.#from = from;
  }

  connectedCallback() {
    const store = this.#store;
    if (!store) return;
    this.#leaving = new AbortController();
    this.classList.add("basket");
    this.toggleAttribute("data-reads", !store.pays && !store.isAdvisor);
    this.#acts.replaceChildren(...(store.pays ? [this.#pay] : store.isAdvisor ? [this.#paying] : []));
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
      one.line.show(line, Math.max(0, line.quantity + (this.#more.get(line.variant) ?? 0)));
      write(one.from, this.#from(line));
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
    const store = this.#store;
    const line = store?.basket?.lines.find((one) => one.variant === variant);
    if (!store || !line || !(store.pays || store.isAdvisor)) return;
    this.#more.set(variant, (this.#more.get(variant) ?? 0) + by);
    this.#draw();
    this.#write(line);
  }

  /** Writes how many more are wished for, until there are none: of what both press at once nothing is lost. @param {Line} line as it was */
  async #write(line) {
    const { variant } = line;
    const store = this.#store;
    if (!store || this.#writing.has(variant)) return;
    this.#writing.add(variant);
    let answer;
    for (let by = this.#more.get(variant) ?? 0; by !== 0 && (!answer || answer.ok); by = this.#more.get(variant) ?? 0) {
      // The answer shows them: from then on they are wished for no more.
      answer = await store.changeLine(variant, by, () => this.#more.set(variant, (this.#more.get(variant) ?? 0) - by));
      if (!answer.ok) this.#more.delete(variant);
    }
    this.#more.delete(variant);
    this.#writing.delete(variant);
    this.#draw();
    if (answer && !answer.ok) return toast(why(answer));
    if (store.basket?.lines.some((one) => one.variant === variant)) return;
    toast(say("taken-out", { name: line.name }), { label: sayShop("undo"), run: () => this.#putBack(line) });
  }

  /** @param {Line} line as it was */
  async #putBack({ variant, quantity }) {
    const answer = await this.#store?.setLine(variant, quantity);
    if (answer && !answer.ok) toast(why(answer));
  }
}

customElements.define("vitrine-shared-basket", VitrineSharedBasket);
