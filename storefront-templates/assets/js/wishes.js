// @ts-check
import { basketOf } from "./basket-store.js";
import { why } from "./shop-words.js";
import { fill } from "./words.js";
import { toast } from "./toast.js";
import * as api from "./wishes-api.js";

/**
 * A wish list: its lines go into the basket or off the list, and come back where one thinks better of it.
 *
 * `shop`: its slug. Inside: `[data-part=lines]` with a line for each `data-product`, with forms by `data-act`
 * (`move`, `remove`), which do the same without script; `[data-part=empty]`. `data-text-…`: what is said.
 */
class VitrineWishes extends HTMLElement {
  /** Lines that are being moved or taken off. @type {Set<HTMLElement>} */
  #busy = new Set();

  connectedCallback() {
    this.addEventListener("submit", (event) => this.#submit(event));
  }

  get #shop() {
    return this.getAttribute("shop") ?? "";
  }

  /** @param {Event} event */
  #submit(event) {
    const form = event.target;
    const line = form instanceof HTMLFormElement ? form.closest("[data-product]") : null;
    if (!(form instanceof HTMLFormElement) || !(line instanceof HTMLElement)) return;
    event.preventDefault();
    if (this.#busy.has(line)) return;
    this.#busy.add(line);
    const act = form.dataset.act === "move" ? this.#move(line, String(new FormData(form).get("variant") ?? "")) : this.#remove(line, this.dataset.textTaken ?? "");
    act.finally(() => this.#busy.delete(line));
  }

  /** @param {HTMLElement} line @param {string} variant */
  async #move(line, variant) {
    const answer = await basketOf(this.#shop).add(variant, 1, null);
    if (!answer.ok) return toast(why(answer));
    await this.#remove(line, this.dataset.textMoved ?? "", () => this.#takeOne(variant));
  }

  /** One less in the basket, where there is any left. @param {string} variant */
  async #takeOne(variant) {
    const basket = basketOf(this.#shop);
    await basket.load();
    const had = basket.basket?.lines.find((line) => line.variant === variant)?.quantity ?? 0;
    return had > 0 ? basket.setLine(variant, had - 1, null) : null;
  }

  /**
   * @param {HTMLElement} line
   * @param {string} words
   * @param {() => Promise<import("./json-api.js").Answer | null>} [undo] takes back what was done besides
   */
  async #remove(line, words, undo) {
    const { product = "", name = "" } = line.dataset;
    const answer = await api.unwish(this.#shop, product);
    if (!answer.ok) return toast(this.dataset.textElse ?? "");
    const next = line.nextElementSibling ?? line.previousElementSibling;
    const [parent, after] = [line.parentElement, line.nextElementSibling];
    line.remove();
    this.#count();
    const focus = next?.querySelector("a, button") ?? this.querySelector("[data-part=empty]");
    if (focus instanceof HTMLElement) focus.focus({ preventScroll: true });
    toast(fill(words, { name }), { label: this.dataset.textUndo ?? "", run: () => this.#putBack(product, undo, () => parent?.insertBefore(line, after?.isConnected ? after : null)) });
  }

  /**
   * @param {string} product
   * @param {(() => Promise<import("./json-api.js").Answer | null>) | undefined} undo
   * @param {() => void} show
   */
  async #putBack(product, undo, show) {
    const answer = await api.wish(this.#shop, product);
    if (!answer.ok) return toast(this.dataset.textElse ?? "");
    show();
    this.#count();
    const undone = await undo?.();
    if (undone && !undone.ok) toast(why(undone));
  }

  #count() {
    const lines = this.querySelector("[data-part=lines]");
    const isEmpty = lines?.childElementCount === 0;
    lines?.toggleAttribute("hidden", isEmpty);
    this.querySelector("[data-part=empty]")?.toggleAttribute("hidden", !isEmpty);
  }
}

customElements.define("vitrine-wishes", VitrineWishes);
