// @ts-check
import { ask } from "../json-api.js";
import { fill } from "../words.js";

const PAUSE_MS = 180;
/** Products prepared for one booking, and hits shown. */
const MOST = 12;
const HITS = 6;

/**
 * The products that are prepared for a booking: found by name (`source`: the shop's, as JSON), listed in the order they
 * were chosen in, and put as `products` into what the form sends. `data-text-none`, `-remove` (with `{name}`) are words.
 */
class VitrineBookingGoods extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  /** Only what was asked last is shown. */
  #asked = 0;

  connectedCallback() {
    this.#field?.addEventListener("input", () => this.#later());
    // Enter looks, it does not send the form.
    this.#field?.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    this.#chosen.addEventListener("click", ({ target }) => {
      const pressed = target instanceof Element ? target.closest("button") : null;
      if (!pressed) return;
      pressed.closest("li")?.remove();
      this.#touched();
    });
    this.addEventListener("api:body", (event) => {
      const { detail } = /** @type {CustomEvent<{ body: any }>} */ (event);
      detail.body.products = this.#ids();
    });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  get #field() {
    return this.querySelector("input");
  }

  get #chosen() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-part=chosen]"));
  }

  get #found() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-part=found]"));
  }

  #ids() {
    return [...this.#chosen.querySelectorAll("[data-product]")].map((one) => one.getAttribute("data-product"));
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), PAUSE_MS);
  }

  async #search() {
    const asked = (this.#asked += 1);
    const words = this.#field?.value.trim() ?? "";
    if (!words) return this.#close();
    const answer = await ask("GET", `${this.getAttribute("source")}?q=${encodeURIComponent(words)}`);
    if (asked !== this.#asked || !answer.ok) return;
    const known = this.#ids();
    /** @type {{ id: string, name: string }[]} */
    const hits = (answer.data.items ?? []).filter((/** @type {{ id: string }} */ { id }) => !known.includes(id)).slice(0, HITS);
    this.#found.replaceChildren(...(hits.length > 0 ? hits.map((hit) => this.#hit(hit)) : [Object.assign(document.createElement("li"), { className: "muted", textContent: this.dataset.textNone ?? "" })]));
    this.#found.hidden = false;
  }

  /** @param {{ id: string, name: string }} product */
  #hit(product) {
    const item = document.createElement("li");
    const pick = Object.assign(document.createElement("button"), { type: "button", className: "booking-hit", textContent: product.name });
    pick.addEventListener("click", () => this.#choose(product));
    item.append(pick);
    return item;
  }

  /** @param {{ id: string, name: string }} product */
  #choose({ id, name }) {
    if (this.#ids().length < MOST) {
      const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
      const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
      item.dataset.product = id;
      const words = item.querySelector("span");
      if (words) words.textContent = name;
      item.querySelector("button")?.setAttribute("aria-label", fill(this.dataset.textRemove ?? "{name}", { name }));
      this.#chosen.append(item);
      this.#touched();
    }
    this.#close();
    if (this.#field) this.#field.value = "";
    this.#field?.focus();
  }

  #close() {
    this.#asked += 1;
    this.#found.hidden = true;
  }

  #touched() {
    this.dispatchEvent(new CustomEvent("api:touched", { bubbles: true }));
  }
}

customElements.define("vitrine-booking-goods", VitrineBookingGoods);
