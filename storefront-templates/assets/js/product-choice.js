// @ts-check
import * as api from "./shop-api.js";
import { VitrineProduct } from "./product-view.js";

/**
 * On a product's page: in the place of the plain form inside, the choice with today's stock and both ways
 * to have it. `shop`: the slug; `product`: the id. Without an answer the form stays.
 */
class VitrineProductChoice extends HTMLElement {
  async connectedCallback() {
    const answer = await api.product(this.getAttribute("shop") ?? "", this.getAttribute("product") ?? "");
    if (!answer.ok || !this.isConnected) return;
    const view = new VitrineProduct();
    view.toggleAttribute("data-page", true);
    view.show(answer.data, { show: null });
    view.addEventListener("vitrine:variant", (event) => {
      const { variant } = /** @type {CustomEvent<{ variant: import("./shop-shapes.js").Variant | null }>} */ (event).detail;
      if (variant?.picture_url) document.dispatchEvent(new CustomEvent("vitrine:picture", { detail: { url: variant.picture_url } }));
    });
    this.replaceChildren(view);
  }
}

customElements.define("vitrine-product-choice", VitrineProductChoice);
