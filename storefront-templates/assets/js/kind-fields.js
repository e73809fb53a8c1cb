// @ts-check
/** Shows those of its `[data-for]` fields that belong to what its `[name=kind]` says; the others are not sent. */
class VitrineKindFields extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.#show());
    this.#show();
  }

  #show() {
    const kind = this.querySelector("[name=kind]:checked, select[name=kind]");
    const value = kind instanceof HTMLInputElement || kind instanceof HTMLSelectElement ? kind.value : "";
    for (const place of this.querySelectorAll("[data-for]")) {
      const shown = place.getAttribute("data-for")?.split(" ").includes(value) ?? false;
      place.toggleAttribute("hidden", !shown);
      for (const field of place.querySelectorAll("input, select, textarea")) field.toggleAttribute("disabled", !shown);
    }
  }
}

customElements.define("vitrine-kind-fields", VitrineKindFields);
