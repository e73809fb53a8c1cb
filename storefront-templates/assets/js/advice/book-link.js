// @ts-check
import { ask } from "../json-api.js";

/**
 * The way to book a time instead, where the shop takes bookings: the link inside shows then.
 *
 * `shop`: its slug.
 */
class VitrineBookLink extends HTMLElement {
  async connectedCallback() {
    const shop = encodeURIComponent(this.getAttribute("shop") ?? "");
    const answer = await ask("GET", `/api/v1/shops/${shop}/advice/bookings/terms`);
    if (answer.ok) this.querySelector("a")?.toggleAttribute("hidden", !answer.data.on);
  }
}

customElements.define("vitrine-book-link", VitrineBookLink);
