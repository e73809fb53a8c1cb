// @ts-check
import { fill } from "../words.js";

/**
 * The days off of whoever can be booked, as a list of dates. Stands behind the week in a form that is sent as JSON, and
 * makes of all of them what is sent: the week counts where `[data-part=own]` is checked.
 */
class VitrineBookingOffer extends HTMLElement {
  connectedCallback() {
    const own = this.#own;
    own?.addEventListener("change", () => this.#showHours());
    this.#showHours();
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("api:body", (event) => {
      const { detail } = /** @type {CustomEvent<{ body: any }>} */ (event);
      const { on, zone, week } = detail.body;
      const hours = own?.checked ? { zone, week } : { zone: null, week: null };
      detail.body = { offers: on, ...hours, days_off: this.#days() };
    });
  }

  get #own() {
    const own = this.closest("form")?.querySelector("[data-part=own]");
    return own instanceof HTMLInputElement ? own : null;
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-part=days]"));
  }

  #days() {
    return [...this.#list.querySelectorAll("[data-day-off]")].map((day) => day.getAttribute("data-day-off"));
  }

  /** Hidden hours are not asked to be right. */
  #showHours() {
    const hours = this.closest("form")?.querySelector("[data-part=hours]");
    const shown = this.#own?.checked ?? false;
    hours?.toggleAttribute("hidden", !shown);
    for (const field of hours?.querySelectorAll("input[type=time]") ?? []) field.toggleAttribute("required", shown);
  }

  /** @param {MouseEvent} event */
  #click({ target }) {
    const pressed = target instanceof Element ? target.closest("button") : null;
    if (!pressed) return;
    const field = this.querySelector("input");
    if (pressed.dataset.action === "add-day") this.#add(field?.value ?? "");
    else pressed.closest("li")?.remove();
    if (field) field.value = "";
    field?.focus();
    this.dispatchEvent(new CustomEvent("api:touched", { bubbles: true }));
  }

  /** @param {string} day */
  #add(day) {
    if (!day || this.#days().includes(day)) return;
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
    item.dataset.dayOff = day;
    const words = item.querySelector("span");
    if (words) words.textContent = day;
    item.querySelector("button")?.setAttribute("aria-label", fill(this.dataset.textRemove ?? "{day}", { day }));
    this.#list.append(item);
  }
}

customElements.define("vitrine-booking-offer", VitrineBookingOffer);
