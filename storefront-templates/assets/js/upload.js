// @ts-check
/** Shows the picture that was chosen in the file input inside, in `[data-part=preview]`. */
class VitrineUpload extends HTMLElement {
  /** @type {string | undefined} */
  #address;

  connectedCallback() {
    const input = this.querySelector("input");
    input?.addEventListener("change", () => this.#show(input.files?.[0]));
  }

  disconnectedCallback() {
    if (this.#address) URL.revokeObjectURL(this.#address);
  }

  /** @param {File | undefined} file */
  #show(file) {
    const preview = this.querySelector("img[data-part=preview]");
    if (!(preview instanceof HTMLImageElement) || !file?.type.startsWith("image/")) return;
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = URL.createObjectURL(file);
    preview.src = this.#address;
    preview.hidden = false;
  }
}

customElements.define("vitrine-upload", VitrineUpload);
