// @ts-check
import { basketOf } from "./basket-store.js";
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import { amount } from "./money.js";
import { say, sayOr } from "./shop-words.js";
import { toast } from "./toast.js";
import { voucherField } from "./voucher-field.js";

/** @typedef {import("./shop-shapes.js").Basket} Basket */
/** @typedef {import("./shop-shapes.js").Line} Line */

const MOST = 99;

/**
 * The basket of a shop (`shop`: its slug), as it is in every tab. `vitrine:checkout` goes on to pay.
 */
export class VitrineBasket extends HTMLElement {
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
    const focus = this.#focus();
    if (basket.lines.length === 0) this.replaceChildren(make("div.empty", {}, icon("shop"), make("p", {}, say("basket-empty"))));
    else this.replaceChildren(...this.#full(basket));
    const again = focus ? this.querySelector(focus) : null;
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  /** Where the focus is, so that it is there again after drawing. */
  #focus() {
    const place = document.activeElement;
    return place instanceof HTMLElement && this.contains(place) && place.dataset.focus ? `[data-focus="${CSS.escape(place.dataset.focus)}"]` : null;
  }

  /** @param {Basket} basket */
  #full(basket) {
    const { free_shipping: free } = basket;
    const sums = make("dl.sums", {});
    const sum = (/** @type {string} */ name, /** @type {string} */ value, strong = false) => sums.append(make("dt", {}, name), make("dd", strong ? { "data-strong": true } : {}, value));
    if (basket.discount.minor > 0) {
      sum(say("items"), amount(basket.items));
      sum(say("discount"), `−${amount(basket.discount)}`);
    }
    sum(say("basket-total"), amount(basket.total), true);
    const ready = basket.lines.some(({ problem }) => problem !== "sold_out" && problem !== "gone");
    const pay = button("button.button-accent.button-wide", () => this.dispatchEvent(new CustomEvent("vitrine:checkout", { bubbles: true, detail: {} })), say("to-checkout"));
    pay.disabled = !ready;
    return [
      make(
        "div.look-body",
        {},
        make("ul.basket-lines", {}, ...basket.lines.map((line) => this.#line(line))),
        free && free.missing.minor > 0 ? make("p.basket-free", {}, icon("truck"), say("free-missing", { price: amount(free.missing) })) : free ? make("p.basket-free", { "data-reached": true }, icon("truck"), say("free-reached")) : null,
        voucherField(basket.voucher, (code) => this.#store.setVoucher(code)),
        sums,
        make("p.hint", {}, say("basket-later")),
      ),
      make("div.sheet-acts", {}, pay),
    ];
  }

  /** @param {Line} line */
  #line(line) {
    const gone = line.problem === "gone";
    const quantity = make("span.stepper-now", { "aria-live": "polite" }, String(line.quantity));
    const step = (/** @type {number} */ by, /** @type {string} */ sign, /** @type {string} */ words) => {
      const press = button("stepper-button", () => this.#set(line, line.quantity + by), icon(sign));
      press.setAttribute("aria-label", say(words, { name: line.name }));
      press.dataset.focus = `${line.variant}-${sign}`;
      press.disabled = by > 0 && (line.quantity >= MOST || line.quantity >= line.available);
      return press;
    };
    return make(
      "li.basket-line",
      line.problem ? { "data-problem": line.problem } : {},
      line.picture_url ? make("img", { src: line.picture_url, alt: "", loading: "lazy" }) : make("span.basket-blank", {}, icon("tag")),
      make(
        "div.basket-words",
        {},
        make("a.basket-name", { href: `/shops/${this.getAttribute("shop")}/products/${line.slug}` }, line.name),
        line.options.length > 0 ? make("span.muted", {}, line.options.join(" · ")) : null,
        line.problem ? make("span.basket-problem", {}, say(`problem-${line.problem}`, { n: line.available })) : null,
        make("span.stepper", {}, step(-1, line.quantity === 1 ? "trash" : "minus", line.quantity === 1 ? "take-out" : "one-less"), quantity, gone ? null : step(1, "plus", "one-more")),
      ),
      make("span.basket-price", {}, amount(line.total), line.quantity > 1 ? make("span.muted", {}, say("each", { price: amount(line.unit_price) })) : null),
    );
  }

  /**
   * @param {Line} line
   * @param {number} quantity
   */
  async #set(line, quantity) {
    const answer = await this.#store.setLine(line.variant, quantity, this.#show);
    if (!answer.ok) return toast(sayOr(`why-${answer.slug}`, "why-else"));
    if (quantity > 0) return;
    toast(say("taken-out", { name: line.name }), { label: say("undo"), run: () => this.#store.setLine(line.variant, line.quantity, this.#show) });
  }
}

customElements.define("vitrine-basket", VitrineBasket);
