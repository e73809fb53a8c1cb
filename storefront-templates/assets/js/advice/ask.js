// @ts-check
import { VitrineSheet } from "../sheet.js";
import * as api from "./api.js";
import { VitrineAskForm } from "./ask-form.js";
import { rangeWords } from "./estimate.js";
import { remember } from "./own-ticket.js";
import { say } from "./words.js";

/**
 * The way to an advisor: a button that opens the question in the page's sheet. It shows only where the
 * shop's advice is open, or opens later; and is asked for only once it would be seen, as thousands may
 * come to a show at once.
 *
 * `shop`: its slug; `show`, `product`: where and about what; `data-account`: somebody is signed in. Inside: a
 * `button` with `[data-part=time]`.
 */
class VitrineAskAdvisor extends HTMLElement {
  /** @type {IntersectionObserver | undefined} */
  #sight;

  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => this.#ask());
    this.#sight = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.#look());
    this.#sight.observe(this);
  }

  disconnectedCallback() {
    this.#sight?.disconnect();
  }

  get shop() {
    return this.getAttribute("shop") ?? "";
  }

  async #look() {
    this.#sight?.disconnect();
    const answer = await api.advice(this.shop);
    if (!answer.ok || !this.isConnected) return;
    /** @type {import("./api.js").Advice} */
    const advice = answer.data;
    const lines = [advice, ...advice.queues];
    const isOpen = lines.some(({ open }) => open);
    const isOffered = isOpen || lines.some(({ next_opening }) => next_opening !== null);
    this.querySelector("button")?.toggleAttribute("hidden", !isOffered);
    const time = this.querySelector("[data-part=time]");
    if (time) time.textContent = !isOpen ? say("closed-now") : advice.estimate ? rangeWords(advice.estimate) : "";
  }

  #ask() {
    const sheet = document.querySelector("vitrine-sheet");
    if (!(sheet instanceof VitrineSheet)) return;
    const view = new VitrineAskForm();
    for (const name of ["shop", "show", "product", "data-account"]) {
      const value = this.getAttribute(name);
      if (value !== null) view.setAttribute(name, value);
    }
    view.addEventListener("vitrine:asked", (event) => this.#asked(sheet, /** @type {CustomEvent<{ ticket: string }>} */ (event).detail.ticket));
    sheet.show({ name: "advice", title: say("ask"), view });
  }

  /**
   * @param {VitrineSheet} sheet
   * @param {string} ticket
   */
  #asked(sheet, ticket) {
    remember(this.shop, ticket);
    // A show goes on, with the wait as a line beside it; other pages make way.
    if (!this.hasAttribute("show")) return location.assign(`/advice/${encodeURIComponent(ticket)}`);
    sheet.close();
    document.dispatchEvent(new CustomEvent("vitrine:in-line", { detail: { ticket } }));
  }
}

customElements.define("vitrine-ask-advisor", VitrineAskAdvisor);
