// @ts-check
import { fetchShow } from "./show.js";

/**
 * On the page of a show that is still to come: reloads the page once the show is live.
 * `show`: the address of the show as JSON.
 */
class VitrineOpens extends HTMLElement {
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    this.#timer = setInterval(() => this.#look(), 10_000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  async #look() {
    if (document.hidden) return;
    const show = await fetchShow(this.getAttribute("show") ?? "");
    if (show && show.state !== "scheduled") location.reload();
  }
}

customElements.define("vitrine-opens", VitrineOpens);
