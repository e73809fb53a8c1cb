// @ts-check
/** Offers to print the page, where that can be done. */
class VitrinePrint extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

customElements.define("vitrine-print", VitrinePrint);
