// @ts-check
import { roomOf } from "./room.js";
import { shortCount } from "./show.js";

/** Hearts are gathered this long before they are sent. */
const GATHER_MS = 250;
/** A button held down gives one as often. */
const STREAM_MS = 130;
const HOLD_MS = 350;
/** The server takes as many at once. */
const MOST = 10;

/**
 * A button that sends hearts: one for a tap, a stream while it is held. `[data-part=hearts]` shows
 * how many the room has had.
 */
class VitrineHeart extends HTMLElement {
  #gathered = 0;
  /** @type {number | undefined} */
  #sending;
  /** @type {number | undefined} */
  #holding;
  /** @type {number | undefined} */
  #stream;
  #leaving = new AbortController();

  connectedCallback() {
    const room = roomOf(this);
    const button = this.querySelector("button");
    if (!room) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    button?.addEventListener("click", () => this.#give(), { signal });
    button?.addEventListener("pointerdown", (event) => event.button === 0 && this.#hold(), { signal });
    for (const end of ["pointerup", "pointercancel", "pointerleave", "blur"]) button?.addEventListener(end, () => this.#release(), { signal });
    button?.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    for (const name of ["counts", "reset"]) room.addEventListener(`room:${name}`, () => this.#show(room.room.counts.hearts), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#release();
    clearTimeout(this.#sending);
  }

  #hold() {
    clearTimeout(this.#holding);
    this.#holding = setTimeout(() => {
      this.#stream = setInterval(() => this.#give(), STREAM_MS);
    }, HOLD_MS);
  }

  #release() {
    clearTimeout(this.#holding);
    clearInterval(this.#stream);
  }

  #give() {
    const room = roomOf(this);
    if (!room || room.status !== "open" || this.#gathered >= MOST) return;
    this.#gathered += 1;
    room.dispatchEvent(new CustomEvent("room:hearted", { detail: { n: 1 } }));
    this.#sending ??= setTimeout(() => {
      this.#sending = undefined;
      room.heart(this.#gathered);
      this.#gathered = 0;
    }, GATHER_MS);
  }

  /** @param {number} hearts */
  #show(hearts) {
    const place = this.querySelector("[data-part=hearts]");
    const text = hearts > 0 ? shortCount(hearts) : "";
    if (place && place.textContent !== text) place.textContent = text;
  }
}

customElements.define("vitrine-heart", VitrineHeart);
