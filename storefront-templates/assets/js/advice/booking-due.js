// @ts-check
/** No timer of a browser's runs longer. */
const LONGEST_S = 6 * 60 * 60;

/** Shows the page again when its shopper can say that they are here: in `seconds`, whatever this machine's clock says. */
class VitrineBookingDue extends HTMLElement {
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    const seconds = Number(this.getAttribute("seconds"));
    if (!Number.isFinite(seconds)) return;
    this.#timer = setTimeout(() => location.reload(), Math.min(seconds + 1, LONGEST_S) * 1000);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }
}

customElements.define("vitrine-booking-due", VitrineBookingDue);
