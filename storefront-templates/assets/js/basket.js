// @ts-check
import { BasketLine } from "./basket-line.js";
import { basketOf } from "./basket-store.js";
import { button, make, write } from "./element.js";
import { icon } from "./icon.js";
import { amount } from "./money.js";
import { say, why } from "./shop-words.js";
import { toast } from "./toast.js";
import { voucherField } from "./voucher-field.js";

/** @typedef {import("./shop-shapes.js").Basket} Basket */
/** @typedef {import("./shop-shapes.js").Line} Line */

/**
 * The basket of a shop (`shop`: its slug), as it is in every tab. `vitrine:checkout` goes on to pay.
 * What is pressed fast is written one after the other, and the last is what counts.
 */
export class VitrineBasket extends HTMLElement {
  /** The lines there are, by their variants. @type {Map<string, BasketLine>} */
  #lines = new Map();
  /** How many of a variant are wished for while that is being written. @type {Map<string, number>} */
  #wished = new Map();
  #list = make("ul.basket-lines");
  #freeWords = make("span");
  #free = make("p.basket-free", {}, icon("truck"), this.#freeWords);
  #voucher = make("div.voucher");
  /** What the voucher's place was drawn from. */
  #drawn = "";
  #sums = make("dl.sums");
  #pay = button("button.button-accent.button-wide", () => this.#goOn(), say("to-checkout"));
  #full = [make("div.look-body", {}, this.#list, this.#free, this.#voucher, this.#sums, make("p.hint", {}, say("basket-later"))), make("div.sheet-acts", {}, this.#pay)];
  #empty = [make("div.empty", { tabindex: -1 }, icon("shop"), make("p", {}, say("basket-empty")))];
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    this.classList.add("basket");
    const store = this.#store;
    store.addEventListener("change", () => this.#draw(), { signal: this.#leaving.signal });
    if (store.basket) this.#draw();
    store.load();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #store() {
    return basketOf(this.getAttribute("shop") ?? "");
  }

  /** Where one is shopping, if in a show. */
  get #show() {
    return this.closest("vitrine-shopping")?.getAttribute("show") ?? null;
  }

  #draw() {
    const { basket } = this.#store;
    if (!basket) return;
    const focused = this.contains(document.activeElement);
    const parts = basket.lines.length > 0 ? this.#full : this.#empty;
    if (parts[0].parentElement !== this) this.replaceChildren(...parts);
    this.#drawLines(basket.lines);
    if (basket.lines.length > 0) this.#drawRest(basket);
    // Where the focus was is gone: it goes on with what is there.
    if (!focused || this.contains(document.activeElement)) return;
    const [first] = this.#lines.values();
    if (first) first.focus();
    else this.#empty[0].focus({ preventScroll: true });
  }

  /** @param {Line[]} lines */
  #drawLines(lines) {
    for (const [variant, { view }] of this.#lines) {
      if (lines.some((line) => line.variant === variant)) continue;
      view.remove();
      this.#lines.delete(variant);
    }
    lines.forEach((line, at) => {
      const { variant } = line;
      const one = this.#lines.get(variant) ?? new BasketLine(this.getAttribute("shop") ?? "", line, (by) => this.#step(variant, by));
      this.#lines.set(variant, one);
      one.show(line, this.#wished.get(variant) ?? line.quantity);
      if (this.#list.children[at] !== one.view) this.#list.insertBefore(one.view, this.#list.children[at] ?? null);
    });
  }

  /** @param {Basket} basket */
  #drawRest({ lines, free_shipping: free, voucher, discount, items, total }) {
    const reached = free !== null && free.missing.minor <= 0;
    this.#free.hidden = free === null;
    this.#free.toggleAttribute("data-reached", reached);
    write(this.#freeWords, free && !reached ? say("free-missing", { price: amount(free.missing) }) : say("free-reached"));
    this.#drawVoucher(voucher);
    const sum = (/** @type {string} */ name, /** @type {string} */ value) => [make("dt", {}, name), make("dd", {}, value)];
    this.#sums.replaceChildren(
      ...(discount.minor > 0 ? [...sum(say("items"), amount(items)), ...sum(say("discount"), `−${amount(discount)}`)] : []),
      ...[make("dt", {}, say("basket-total")), make("dd", { "data-strong": true }, amount(total))],
    );
    this.#pay.disabled = !lines.some(({ problem }) => problem !== "sold_out" && problem !== "gone");
  }

  /** @param {import("./shop-shapes.js").Voucher} voucher */
  #drawVoucher(voucher) {
    const print = JSON.stringify(voucher);
    if (print === this.#drawn) return;
    this.#drawn = print;
    const focused = this.#voucher.contains(document.activeElement);
    const next = voucherField(voucher, (code) => this.#store.setVoucher(code));
    this.#voucher.replaceWith(next);
    this.#voucher = next;
    const start = focused ? next.querySelector("[data-focus], summary") : null;
    if (start instanceof HTMLElement) start.focus({ preventScroll: true });
  }

  #goOn() {
    this.dispatchEvent(new CustomEvent("vitrine:checkout", { bubbles: true, detail: {} }));
  }

  /**
   * @param {string} variant
   * @param {number} by
   */
  #step(variant, by) {
    const line = this.#store.basket?.lines.find((one) => one.variant === variant);
    if (!line) return;
    const isWriting = this.#wished.has(variant);
    const quantity = (this.#wished.get(variant) ?? line.quantity) + by;
    this.#wished.set(variant, quantity);
    this.#lines.get(variant)?.show(line, quantity);
    if (!isWriting) this.#write(line);
  }

  /** Writes how many are wished for, until nothing newer is. @param {Line} line as it was */
  async #write(line) {
    const { variant } = line;
    // Once this is closed it knows none.
    const show = this.#show;
    let quantity = -1;
    while (quantity !== this.#wished.get(variant)) {
      quantity = this.#wished.get(variant) ?? 0;
      const answer = await this.#store.setLine(variant, quantity, show);
      if (answer.ok) continue;
      this.#wished.delete(variant);
      this.#draw();
      return toast(why(answer));
    }
    this.#wished.delete(variant);
    this.#draw();
    if (quantity > 0) return;
    toast(say("taken-out", { name: line.name }), { label: say("undo"), run: () => this.#putBack(line, show) });
  }

  /** @param {Line} line as it was @param {string | null} show */
  async #putBack({ variant, quantity }, show) {
    const answer = await this.#store.setLine(variant, quantity, show);
    if (!answer.ok) toast(why(answer));
  }
}

customElements.define("vitrine-basket", VitrineBasket);
