// @ts-check
/** The days one can choose from, in a row: the chosen one is in sight. */
class VitrineBookDays extends HTMLElement {
  connectedCallback() {
    this.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
  }
}

customElements.define("vitrine-book-days", VitrineBookDays);
