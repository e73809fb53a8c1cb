// @ts-check
import { button, make } from "../element.js";
import { ask } from "../json-api.js";
import { fill } from "../words.js";
import { show } from "./goods-api.js";

/**
 * What the advisor has prepared for the booking that a talk was held for: the note, and each product as a button that
 * shows it to the shopper. Not there in a talk that was not booked.
 *
 * `session`: its id. `data-text-note`, `data-text-show` (with `{name}`) are the words.
 */
class VitrineBookingPrepared extends HTMLElement {
  async connectedCallback() {
    const session = this.getAttribute("session") ?? "";
    const answer = await ask("GET", `/api/v1/advice/sessions/${encodeURIComponent(session)}/prepared`);
    if (!answer.ok || !this.isConnected) return;
    /** @type {{ note: string, products: { id: string, name: string }[] }} */
    const { note, products } = answer.data;
    const words = note && make("p.booking-prepared-note", { title: note }, make("span.sr-only", {}, `${this.dataset.textNote ?? ""}: `), note);
    this.replaceChildren(...(words ? [words] : []), ...products.map((product) => this.#suggestion(session, product)));
    this.hidden = this.childElementCount === 0;
  }

  /**
   * @param {string} session
   * @param {{ id: string, name: string }} product
   */
  #suggestion(session, { id, name }) {
    const one = button(
      "button.button-glass.booking-prepared-one",
      async () => {
        one.disabled = true;
        const answer = await show(session, id);
        // What was shown is a card of its own.
        if (answer.ok) one.remove();
        one.disabled = false;
      },
      name,
    );
    one.setAttribute("aria-label", fill(this.dataset.textShow ?? "{name}", { name }));
    return one;
  }
}

customElements.define("vitrine-booking-prepared", VitrineBookingPrepared);
