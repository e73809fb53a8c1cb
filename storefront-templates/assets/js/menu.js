// @ts-check
/** A `<details>` that behaves as a menu: Escape, a press elsewhere or leaving it by key closes it. */
class VitrineMenu extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("focusout", ({ relatedTarget }) => relatedTarget instanceof Node && this.#outside(relatedTarget), { signal });
    document.addEventListener("pointerdown", ({ target }) => target instanceof Node && this.#outside(target), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #details() {
    return this.querySelector("details");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || !this.#details?.open) return;
    this.#details.open = false;
    this.querySelector("summary")?.focus();
  }

  /** @param {Node} place */
  #outside(place) {
    if (this.#details && !this.contains(place)) this.#details.open = false;
  }
}

customElements.define("vitrine-menu", VitrineMenu);
