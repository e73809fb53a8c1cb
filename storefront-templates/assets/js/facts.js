// @ts-check
/**
 * Says in words how the picture comes: listens to a player's `vitrine:stats`.
 * `data-text-webrtc`, `data-text-hls`, `data-text-delay` (`{s}`), `data-text-delay-little` (less
 * than is worth a number), `data-text-picture` (`{size}`, `{rate}`) are the words.
 */
class VitrineFacts extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    document.addEventListener("vitrine:stats", (event) => this.#show(/** @type {CustomEvent} */ (event).detail), { signal: this.#leaving.signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {{ transport: string, latency: number | null, width: number, height: number, rate: number }} stats */
  #show({ transport, latency, width, height, rate }) {
    const texts = this.dataset;
    this.#put("transport", (transport === "whep" ? texts.textWebrtc : texts.textHls) ?? "");
    if (latency !== null) {
      const seconds = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(latency / 1000);
      this.#put("latency", latency < 100 ? (texts.textDelayLittle ?? "") : (texts.textDelay ?? "").replace("{s}", seconds));
    }
    if (!width) return;
    const size = `${width} × ${height}`;
    this.#put("picture", rate ? (texts.textPicture ?? "").replace("{size}", size).replace("{rate}", String(rate)) : size);
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  #put(name, text) {
    const place = this.querySelector(`[data-fact=${name}]`);
    if (place && place.textContent !== text) place.textContent = text;
  }
}

customElements.define("vitrine-facts", VitrineFacts);
