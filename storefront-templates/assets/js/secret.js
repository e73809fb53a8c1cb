// @ts-check
/** Shows a secret that an API form on the page (`data-secret`) was answered with: the one time it is told. */
class VitrineSecret extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    document.addEventListener("api:done", (event) => this.#hear(/** @type {CustomEvent} */ (event)), { signal: this.#leaving.signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {CustomEvent<import("./json-api.js").Answer>} event */
  #hear({ target, detail }) {
    const place = this.querySelector("[data-part=text]");
    if (!(target instanceof Element) || !target.matches("[data-secret]") || !detail.ok || !place) return;
    place.textContent = detail.data?.secret ?? "";
    this.hidden = false;
    this.scrollIntoView({ block: "center" });
  }
}

customElements.define("vitrine-secret", VitrineSecret);
