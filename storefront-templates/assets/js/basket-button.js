// @ts-check
import { basketOf } from "./basket-store.js";
import { roomAround } from "./room-element.js";
import { say } from "./shop-words.js";

/**
 * The way to the basket, with how much is in it (`[data-part=count]`). A link to the basket's page;
 * where there is a sheet, `vitrine:basket` opens it there. `shop`: the shop's slug.
 */
class VitrineBasketButton extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const store = this.#store;
    store.addEventListener("change", () => this.#show(), { signal });
    const room = roomAround(this);
    // Letters come to all rooms a shopper is in, whatever shop they are about.
    room?.addEventListener("room:basket", (event) => /** @type {CustomEvent<{ shop: string }>} */ (event).detail.shop === store.shop && store.load(), { signal });
    // Some may have been lost while the line was gone (live-protocol.md).
    room?.addEventListener("room:caught-up", () => store.load(), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    if (store.basket) this.#show();
    else store.load();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #store() {
    return basketOf(this.getAttribute("shop") ?? "");
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !document.querySelector("vitrine-shopping")) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("vitrine:basket", { bubbles: true }));
  }

  #show() {
    const count = this.#store.basket?.count ?? 0;
    const place = this.querySelector("[data-part=count]");
    if (place && place.textContent !== (count > 0 ? String(count) : "")) {
      place.textContent = count > 0 ? String(count) : "";
      place.animate({ transform: ["scale(1.35)", "none"] }, matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 240);
    }
    this.querySelector("a")?.setAttribute("aria-label", say("basket-with", { n: count }));
  }
}

customElements.define("vitrine-basket-button", VitrineBasketButton);
