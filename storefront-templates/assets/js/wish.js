// @ts-check
import { toast } from "./toast.js";
import * as api from "./wishes-api.js";

/**
 * The heart of a product: on one's wish list or not. `shop`, `product`; inside, a form with a button that says
 * by `aria-pressed` how it is; without script the form does the same. `data-text-…`: what is said.
 */
class VitrineWish extends HTMLElement {
  #isWriting = false;

  connectedCallback() {
    this.addEventListener("submit", (event) => this.#toggle(event));
  }

  /** @param {Event} event */
  async #toggle(event) {
    event.preventDefault();
    const button = this.querySelector("button");
    if (!button || this.#isWriting) return;
    const wished = button.getAttribute("aria-pressed") !== "true";
    this.#isWriting = true;
    this.#show(wished);
    const [shop, product] = [this.getAttribute("shop") ?? "", this.getAttribute("product") ?? ""];
    const answer = await (wished ? api.wish(shop, product) : api.unwish(shop, product));
    this.#isWriting = false;
    const { textKept = "", textSee = "", textGone = "", textFull = "", textElse = "" } = this.dataset;
    if (!answer.ok) {
      this.#show(!wished);
      return toast(answer.slug === "wishes-full" ? textFull : textElse);
    }
    if (wished) toast(textKept, { label: textSee, run: () => location.assign(`/shops/${encodeURIComponent(shop)}/wishes`) });
    else toast(textGone);
  }

  /** @param {boolean} wished */
  #show(wished) {
    this.querySelector("button")?.setAttribute("aria-pressed", String(wished));
    const act = this.querySelector("input[name=act]");
    if (act instanceof HTMLInputElement) act.value = wished ? "remove" : "add";
  }
}

customElements.define("vitrine-wish", VitrineWish);
