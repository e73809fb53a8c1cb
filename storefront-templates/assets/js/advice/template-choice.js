// @ts-check
import { fill } from "../words.js";

/**
 * A shop's words to begin with: chosen, they come to the end of the text of the form around it, with
 * their places filled in: `{name}`, `{advisor}`, `{products}`, `{link}`, from the `data-` of the same names.
 *
 * Inside: a select whose options carry their words in `data-words`.
 */
class VitrineTemplateChoice extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    this.addEventListener("change", () => this.#choose(), { signal: this.#leaving.signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #choose() {
    const select = this.querySelector("select");
    const text = this.closest("form")?.querySelector("textarea");
    const words = select?.selectedOptions[0]?.dataset.words;
    if (!select || !text || !words) return;
    const { name = "", advisor = "", products = "", link = "" } = this.dataset;
    const filled = fill(words, { name, advisor, products, link });
    // What was typed stays.
    text.value = [text.value.trim(), filled].filter(Boolean).join("\n\n").slice(0, text.maxLength);
    select.value = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }
}

customElements.define("vitrine-template-choice", VitrineTemplateChoice);
