// @ts-check
import { VitrineCheckout } from "./checkout.js";

/** The window that a checkout opens for a bank's page. */
const BANK = "vitrine-bank";

/**
 * A checkout (`checkout`: its id) on a page of its own, where a bank's page leads back to. In the window
 * that was opened for the bank it tells the others and closes. `data-back`: where one goes afterwards.
 */
class VitrineCheckoutPage extends HTMLElement {
  connectedCallback() {
    const id = this.getAttribute("checkout") ?? "";
    if (window.name === BANK) {
      new BroadcastChannel("vitrine-checkout").postMessage(id);
      window.close();
    }
    const view = new VitrineCheckout();
    view.toggleAttribute("data-account", this.hasAttribute("data-account"));
    view.addEventListener("vitrine:leave", () => location.assign(this.dataset.back ?? "/"));
    this.replaceChildren(view);
    view.resume(id);
  }
}

customElements.define("vitrine-checkout-page", VitrineCheckoutPage);
