// @ts-check
/**
 * Copies the text of its `[data-part=text]` when its button is pressed. `data-copied` is what the
 * button says afterwards. Where the clipboard isn't open to the page, the text is selected.
 */
class VitrineCopy extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => this.#copy());
  }

  async #copy() {
    const text = this.querySelector("[data-part=text]");
    const label = this.querySelector("button span");
    if (!text || !label) return;
    try {
      await navigator.clipboard.writeText(text.textContent?.trim() ?? "");
    } catch {
      getSelection()?.selectAllChildren(text);
      return;
    }
    const before = label.textContent;
    label.textContent = this.dataset.copied ?? "";
    label.setAttribute("role", "status");
    setTimeout(() => {
      label.textContent = before;
    }, 2000);
  }
}

customElements.define("vitrine-copy", VitrineCopy);
