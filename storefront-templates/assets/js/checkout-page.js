// @ts-check
import { VitrineCheckout } from "./checkout.js";

/** The window that a checkout opens for a bank's page. */
const BANK = "vitrine-bank";

/**
 * A checkout (`checkout`: its id; `show`: the show it is bought in) on a page of its own, where a bank's
 * page leads back to. In the window that was opened for the bank it tells the others and closes.
 * `data-back`: where one goes afterwards.
 */
class VitrineCheckoutPage extends HTMLElement {
  connectedCallback() {
    const id = this.getAttribute("checkout") ?? "";
    if (isApart(id)) {
      // Should the browser keep the window, the last step says that it can be closed.
      this.toggleAttribute("data-apart", true);
      new BroadcastChannel("vitrine-checkout").postMessage(id);
      window.close();
    }
    const view = new VitrineCheckout();
    for (const name of ["data-account", "show"]) if (this.hasAttribute(name)) view.setAttribute(name, this.getAttribute(name) ?? "");
    view.addEventListener("vitrine:leave", () => location.assign(this.dataset.back ?? "/"));
    view.addEventListener("vitrine:step", (event) => {
      const { checkout } = /** @type {CustomEvent<{ checkout: { id: string } }>} */ (event).detail;
      // The same begun anew: whoever loads the page again wants that one.
      const url = `/checkouts/${checkout.id}`;
      if (location.pathname !== url) history.replaceState(null, "", url);
    });
    this.replaceChildren(view);
    view.resume(id);
  }
}

/**
 * Whether this is the window that was opened for the bank. Its name is lost where the page to pay on has
 * an opener policy of its own; that page leaves a mark.
 * @param {string} id
 */
function isApart(id) {
  if (window.name === BANK) return true;
  try {
    return sessionStorage.getItem(BANK) === id;
  } catch {
    return false;
  }
}

customElements.define("vitrine-checkout-page", VitrineCheckoutPage);
