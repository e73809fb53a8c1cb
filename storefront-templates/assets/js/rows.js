// @ts-check
/** A form's rows: `add-row` appends a copy of `template[data-part=row]`, `remove-row` takes its own away. */
class VitrineRows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
      if (!(button instanceof HTMLElement)) return;
      if (button.dataset.action === "add-row") this.#add();
      if (button.dataset.action === "remove-row") this.#remove(button);
    });
  }

  #add() {
    const template = this.querySelector("template[data-part=row]");
    if (!(template instanceof HTMLTemplateElement)) return;
    const row = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
    this.querySelector("[data-rows]")?.append(row);
    const first = row.querySelector("input:not([type=hidden])");
    if (first instanceof HTMLElement) first.focus();
    this.#touched();
  }

  /** @param {HTMLElement} button */
  #remove(button) {
    button.closest("[data-row]")?.remove();
    this.#touched();
  }

  #touched() {
    this.dispatchEvent(new CustomEvent("api:touched", { bubbles: true }));
  }
}

customElements.define("vitrine-rows", VitrineRows);
