// @ts-check
import { slide } from "./slide.js";

/** A swipe of so many pixels downwards closes. */
const SWIPE_PX = 72;

/**
 * What a sheet shows: an element with a title, and what happens on the way back from it.
 * @typedef {{ name: string, title: string, view: HTMLElement, back?: () => void }} Leaf
 */

/**
 * A sheet over the lower part of the page, a panel beside it where there is room: the picture goes on.
 * `[data-part=title]`, `[data-part=body]`, `[data-action=back]`, `[data-action=close]`, `[data-part=grip]`.
 *
 * Not modal: the picture's own controls stay in reach. What it covers (`covers`, a selector) is inert
 * meanwhile. Escape and a swipe down close it, the browser's Back goes one step back in it or closes it:
 * it doesn't leave the show. The focus goes back to where it came from. `vitrine:closed` tells that it is
 * closed.
 */
export class VitrineSheet extends HTMLElement {
  /** @type {Leaf | null} */
  #leaf = null;
  /** @type {Element | null} */
  #opener = null;
  /** It was closed by other means than Back, and its entry in the history is on its way out. */
  #returning = false;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.setAttribute("role", "dialog");
    this.setAttribute("aria-labelledby", "sheet-title");
    addEventListener("popstate", () => this.#popped(), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.querySelector("[data-action=close]")?.addEventListener("click", () => this.close(), { signal });
    this.querySelector("[data-action=back]")?.addEventListener("click", () => this.#leaf?.back?.(), { signal });
    this.querySelector("[data-part=grip]")?.addEventListener("pointerdown", (event) => this.#swipe(/** @type {PointerEvent} */ (event)), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#cover(false);
  }

  get isOpen() {
    return !this.hidden;
  }

  /** What it shows, by name. */
  get shown() {
    return this.isOpen ? (this.#leaf?.name ?? "") : "";
  }

  /**
   * Opens with `leaf`, or goes on to it.
   * @param {Leaf} leaf
   * @param {"on" | "back" | "still"} [way]
   */
  show(leaf, way = "on") {
    const body = this.querySelector("[data-part=body]");
    if (!(body instanceof HTMLElement)) return;
    const fresh = !this.isOpen;
    if (fresh) this.#open();
    this.#leaf = leaf;
    this.retitle(leaf.title, leaf.back !== undefined);
    slide(body, leaf.view, fresh ? "still" : way);
    const title = this.querySelector("[data-part=title]");
    if (title instanceof HTMLElement) title.focus({ preventScroll: true });
  }

  /**
   * @param {string} title
   * @param {boolean} back whether there is a way back
   */
  retitle(title, back) {
    const place = this.querySelector("[data-part=title]");
    if (place && place.textContent !== title) place.textContent = title;
    this.querySelector("[data-action=back]")?.toggleAttribute("hidden", !back);
  }

  #open() {
    this.#opener = document.activeElement;
    this.hidden = false;
    document.documentElement.dataset.sheet = "";
    this.#cover(true);
    if (!this.#returning) this.#enter();
  }

  close() {
    if (!this.isOpen) return;
    this.hidden = true;
    this.#exit();
    delete document.documentElement.dataset.sheet;
    this.#cover(false);
    this.querySelector("[data-part=body]")?.replaceChildren();
    this.#leaf = null;
    if (this.#opener instanceof HTMLElement && this.#opener.isConnected) this.#opener.focus({ preventScroll: true });
    // Where that can't have it, the browser would take it away from here only with the next picture.
    const { activeElement: focus } = document;
    if (focus instanceof HTMLElement && this.contains(focus)) focus.blur();
    this.dispatchEvent(new CustomEvent("vitrine:closed", { bubbles: true }));
  }

  /** One entry of the history is the sheet, for as long as it is open. */
  #enter() {
    if (history.state?.sheet) return;
    // Where the page was read goes on being read when the entry goes.
    history.scrollRestoration = "manual";
    history.pushState({ ...history.state, sheet: true }, "");
  }

  #exit() {
    if (this.#returning || !history.state?.sheet) return;
    this.#returning = true;
    history.back();
  }

  /** Another entry of the history is the page's now. */
  #popped() {
    const wasReturning = this.#returning;
    this.#returning = false;
    if (history.state?.sheet) return;
    history.scrollRestoration = "auto";
    if (!this.isOpen) return;
    const back = this.querySelector("[data-action=back]");
    const goesBack = back instanceof HTMLElement && !back.hidden;
    if (goesBack && !wasReturning) this.#leaf?.back?.();
    // It is open still, or was opened again while the entry of the time before went.
    if (goesBack || wasReturning) this.#enter();
    else this.close();
  }

  /** @param {boolean} covered */
  #cover(covered) {
    const covers = this.getAttribute("covers");
    if (covers) for (const one of document.querySelectorAll(covers)) one.toggleAttribute("inert", covered);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // What lies over it, or fills the screen, is left first.
    const over = document.fullscreenElement ?? document.querySelector("dialog[open], :popover-open, details.menu[open]");
    if (event.key !== "Escape" || event.defaultPrevented || !this.isOpen || over) return;
    this.close();
  }

  /** @param {PointerEvent} start */
  #swipe(start) {
    if (start.target instanceof Element && start.target.closest("button")) return;
    const end = new AbortController();
    const signal = AbortSignal.any([this.#leaving.signal, end.signal]);
    const move = (/** @type {PointerEvent} */ { clientY }) => {
      if (clientY - start.clientY < SWIPE_PX) return;
      end.abort();
      this.close();
    };
    document.addEventListener("pointermove", move, { signal });
    for (const stop of ["pointerup", "pointercancel"]) document.addEventListener(stop, () => end.abort(), { signal });
  }
}

customElements.define("vitrine-sheet", VitrineSheet);
