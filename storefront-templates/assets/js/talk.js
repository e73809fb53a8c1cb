// @ts-check
import { VitrineTabs } from "./tabs.js";

/** A swipe of so many pixels downwards closes. */
const SWIPE_PX = 56;

/**
 * The room's words beside the picture. On a phone the newest lines lie over the picture; a tap on
 * them opens the whole (`data-open`), a swipe down, Escape or `[data-action=close-talk]` closes it.
 * Links to one of its sections anywhere in the room (`[data-talk]`) open it there.
 */
class VitrineTalk extends HTMLElement {
  #phone = matchMedia("(max-width: 899px)");
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const around = this.closest("vitrine-room") ?? this;
    around.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("keydown", (event) => event.key === "Escape" && !this.querySelector(":popover-open") && this.#close(), { signal });
    this.querySelector("[data-part=grip]")?.addEventListener("pointerdown", (event) => this.#swipe(/** @type {PointerEvent} */ (event)), { signal });
    this.#phone.addEventListener("change", () => this.#close(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #tabs() {
    const tabs = this.querySelector("vitrine-tabs");
    return tabs instanceof VitrineTabs ? tabs : null;
  }

  /** @param {Event} event */
  #click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("a[data-talk]");
    if (link instanceof HTMLAnchorElement) {
      event.preventDefault();
      this.#tabs?.open(link.hash.slice(1));
      return this.#open();
    }
    if (target?.closest("[data-action=close-talk]")) return this.#close();
    const lines = target?.closest("[data-part=log], [data-part=pinned]");
    if (lines && this.contains(lines) && !target?.closest("a, button")) this.#open();
  }

  #open() {
    if (!this.#phone.matches || this.hasAttribute("data-open")) return;
    this.setAttribute("data-open", "");
    const button = this.querySelector("[data-action=close-talk]");
    if (button instanceof HTMLElement) button.focus({ preventScroll: true });
  }

  #close() {
    if (!this.hasAttribute("data-open")) return;
    this.removeAttribute("data-open");
    // What lies over the picture is always what is said.
    this.#tabs?.open("chat");
  }

  /** @param {PointerEvent} start */
  #swipe(start) {
    const { signal } = this.#leaving;
    const end = new AbortController();
    const move = (/** @type {PointerEvent} */ { clientY }) => {
      if (clientY - start.clientY < SWIPE_PX) return;
      end.abort();
      this.#close();
    };
    const both = AbortSignal.any([signal, end.signal]);
    document.addEventListener("pointermove", move, { signal: both });
    for (const stop of ["pointerup", "pointercancel"]) document.addEventListener(stop, () => end.abort(), { signal: both });
  }
}

customElements.define("vitrine-talk", VitrineTalk);
