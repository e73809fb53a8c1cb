// @ts-check
/**
 * Offers to add the device's position to a place, on request only, and rounded to 0.1 degree
 * before it leaves the browser. `data-set` and `data-denied` are what is said afterwards.
 */
class VitrinePlace extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button || !("geolocation" in navigator) || !isSecureContext) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          this.#set("latitude", coords.latitude);
          this.#set("longitude", coords.longitude);
          this.#say(this.dataset.set ?? "");
        },
        () => {
          button.disabled = false;
          this.#say(this.dataset.denied ?? "");
        },
        { enableHighAccuracy: false, timeout: 10_000, maximumAge: 600_000 },
      );
    });
  }

  /**
   * @param {string} name
   * @param {number} degrees
   */
  #set(name, degrees) {
    const input = this.querySelector(`input[name=${name}]`);
    if (input instanceof HTMLInputElement) input.value = degrees.toFixed(1);
  }

  /** @param {string} text */
  #say(text) {
    const note = this.querySelector("[role=status]");
    if (note) note.textContent = text;
  }
}

customElements.define("vitrine-place", VitrinePlace);
