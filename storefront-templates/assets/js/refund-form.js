// @ts-check
import { amount, minorOf } from "./money.js";
import { fill } from "./words.js";

/**
 * Gives back all of an order, some of its lines, or an amount: says on the button, and asks once more,
 * how much that is. Adds `lines` or `amount`, and `restock`, to what its form sends.
 *
 * `data-left`: what can be given back, in minor units of `data-currency`. Words: `data-text-yes`,
 * `data-text-ask` (`{amount}`), `data-text-none`, `data-text-most`.
 */
class VitrineRefundForm extends HTMLElement {
  connectedCallback() {
    this.setAttribute("data-sends", "");
    this.addEventListener("api:body", (event) => this.#send(/** @type {CustomEvent} */ (event)));
    for (const name of ["input", "change"]) this.addEventListener(name, () => this.#show());
    this.#show();
  }

  get #currency() {
    return this.dataset.currency ?? "EUR";
  }

  get #kind() {
    const chosen = this.querySelector("[name=kind]:checked");
    return chosen instanceof HTMLInputElement ? chosen.value : "all";
  }

  get #lines() {
    const fields = [...this.querySelectorAll("[data-line]")].filter((field) => field instanceof HTMLInputElement);
    return fields.map((field) => ({ position: Number(field.dataset.line), quantity: Number(field.value), each: Number(field.dataset.each), total: Number(field.dataset.total), most: Number(field.max) }));
  }

  /** In minor units; null where what was typed is no amount. */
  get #sum() {
    const left = Number(this.dataset.left);
    if (this.#kind === "all") return left;
    if (this.#kind === "amount") {
      const typed = this.querySelector("[data-part=amount]");
      return typed instanceof HTMLInputElement ? minorOf(typed.value, this.#currency) : null;
    }
    // The last unit of a line gives back what rounding left of it.
    return this.#lines.reduce((sum, { quantity, each, total, most }) => sum + (quantity === most ? total : each * quantity), 0);
  }

  #show() {
    const sum = this.#sum;
    const fits = sum !== null && sum > 0 && sum <= Number(this.dataset.left);
    const words = { amount: amount({ minor: sum ?? 0, currency: this.#currency }) };
    const button = this.querySelector("[data-part=send]");
    button?.toggleAttribute("disabled", !fits);
    const place = this.querySelector("[data-part=send-words]");
    if (place) place.textContent = fits ? fill(this.dataset.textYes, words) : ((sum ?? 0) > 0 ? this.dataset.textMost : this.dataset.textNone) ?? "";
    const confirm = this.querySelector("vitrine-confirm");
    if (!(confirm instanceof HTMLElement)) return;
    confirm.dataset.title = fill(this.dataset.textAsk, words);
    confirm.dataset.yes = fill(this.dataset.textYes, words);
  }

  /** @param {CustomEvent<{ body: any }>} event */
  #send({ detail: { body } }) {
    const restock = this.querySelector("[data-part=restock]");
    const kind = this.#kind;
    delete body.kind;
    body.restock = kind !== "amount" && restock instanceof HTMLInputElement && restock.checked;
    if (kind === "lines") body.lines = this.#lines.filter(({ quantity }) => quantity > 0).map(({ position, quantity }) => ({ position, quantity }));
    if (kind === "amount") body.amount = { minor: this.#sum, currency: this.#currency };
  }
}

customElements.define("vitrine-refund-form", VitrineRefundForm);
