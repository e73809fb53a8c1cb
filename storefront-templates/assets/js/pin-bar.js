// @ts-check
import { roomOf } from "./room.js";
import { VitrineRunOfShow } from "./run-of-show.js";

/**
 * On a phone: what comes next, and the button that pins it, always under the thumb.
 */
class VitrinePinBar extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const room = roomOf(this);
    room?.addEventListener("run:changed", (event) => this.#show(/** @type {CustomEvent} */ (event).detail), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {string} part */
  #part(part) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part=${part}]`));
  }

  /** @param {{ pins: string[], next: import("./show-window.js").Card | null }} run */
  #show({ pins, next }) {
    this.hidden = !next && pins.length === 0;
    this.#part("pinned").textContent = pins.length > 0 ? String(pins.length) : "";
    this.querySelector("[data-action=clear]")?.toggleAttribute("hidden", pins.length === 0);
    this.toggleAttribute("data-over", !next);
    if (!next) return;
    this.#part("name").textContent = next.name;
    const picture = this.#part("picture");
    if (!(picture instanceof HTMLImageElement)) return;
    const url = next.pictures[0]?.url ?? "";
    picture.toggleAttribute("hidden", url === "");
    if (picture.getAttribute("src") !== url) picture.src = url;
  }

  /** @param {Event} event */
  #click(event) {
    const action = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    const run = document.querySelector("vitrine-run-of-show");
    if (!(action instanceof HTMLElement) || !(run instanceof VitrineRunOfShow)) return;
    if (action.dataset.action === "next") run.pinNext();
    if (action.dataset.action === "clear") run.clear();
  }
}

customElements.define("vitrine-pin-bar", VitrinePinBar);
