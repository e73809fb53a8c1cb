// @ts-check
import { toast } from "./toast.js";

/**
 * Copies the text of its `[data-part=text]` when its button is pressed, and says `data-copied`
 * afterwards. Where the clipboard isn't open to the page, the text is selected.
 */
class VitrineCopy extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => this.#copy());
  }

  async #copy() {
    const text = this.querySelector("[data-part=text]");
    if (!text) return;
    try {
      await navigator.clipboard.writeText(text.textContent?.trim() ?? "");
    } catch {
      getSelection()?.selectAllChildren(text);
      return;
    }
    toast(this.dataset.copied ?? "");
  }
}

customElements.define("vitrine-copy", VitrineCopy);
