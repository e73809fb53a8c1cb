// @ts-check
/** Between the picture, which stays, and what is opened under it. */
const GAP_PX = 12;

/**
 * On a phone one part of the console shows under the picture: `data-open` on the console says
 * which, and the style sheet does the rest. On a wide page all of them show.
 */
class VitrineConsoleTabs extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-open]") : null;
      if (!(button instanceof HTMLElement)) return;
      this.#open(button.dataset.open ?? "");
      this.#reveal();
    });
    this.#open(this.querySelector("[data-open]")?.getAttribute("data-open") ?? "");
  }

  /** @param {string} name */
  #open(name) {
    for (const button of this.querySelectorAll("[data-open]")) button.setAttribute("aria-pressed", String(button.getAttribute("data-open") === name));
    this.closest("[data-console]")?.setAttribute("data-console", name);
  }

  /** What was opened begins right under the picture, wherever the page was scrolled to. */
  #reveal() {
    const stage = this.closest("[data-console]")?.querySelector(".stage");
    const covered = stage ? stage.getBoundingClientRect().bottom + GAP_PX - this.getBoundingClientRect().top : 0;
    if (covered > 0) scrollBy(0, -covered);
  }
}

customElements.define("vitrine-console-tabs", VitrineConsoleTabs);
