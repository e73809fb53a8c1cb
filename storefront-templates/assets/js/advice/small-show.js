// @ts-check
import { write } from "../element.js";
import { LiveSource } from "../live-source.js";
import { fetchShow } from "../show.js";
import { leavesShow, remember, remembered } from "./show-sound.js";

const LOOK_MS = 5000;
const HIDDEN_KEY = "vitrine-small-show-hidden";

/**
 * A show that goes on small and without sound beside something else.
 *
 * `show`: its JSON; `whep`, `hls`: where the media is; `show-id`. Inside: `[data-part=video]`, `[data-part=note]`,
 * buttons by `data-action` (`hide`, `back`, `pip`) and the link back, `a[data-part=go]`. `data-text-away`,
 * `data-text-ended`: what is said. `data-state`: `connecting`, `playing`, `away`, `ended`; `data-hidden`: put away,
 * which lasts as long as the tab.
 */
class VitrineSmallShow extends HTMLElement {
  /** @type {LiveSource | undefined} */
  #live;
  /** @type {number | undefined} */
  #timer;
  #leaving = new AbortController();

  connectedCallback() {
    const video = this.#video;
    if (!video) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    video.muted = true;
    const addresses = { whep: this.getAttribute("whep") ?? "", hls: this.getAttribute("hls") ?? "" };
    this.#live = new LiveSource(video, addresses, (event) => this.#comes(event));
    this.addEventListener("click", (event) => this.#click(event), { signal });
    addEventListener("online", () => this.#isShown && this.#live?.start(), { signal });
    addEventListener("pagehide", () => this.#live?.stop(), { signal });
    // Out of the browser's cache of pages, where it was stopped.
    addEventListener("pageshow", ({ persisted }) => persisted && this.#isShown && this.#live?.start(), { signal });
    video.addEventListener("leavepictureinpicture", () => this.#showButtons(), { signal });
    this.toggleAttribute("data-hidden", remembered(HIDDEN_KEY) !== null);
    if (this.#isShown) this.#live.start();
    this.#showButtons();
    this.#look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#live?.stop();
    this.#leaving.abort();
  }

  get #video() {
    return this.querySelector("video");
  }

  get #isShown() {
    return !this.hasAttribute("data-hidden") && this.dataset.state !== "ended";
  }

  /** @param {"connecting" | "playing" | "stalled" | "unreachable"} event */
  #comes(event) {
    if (this.dataset.state === "ended") return;
    if (event === "playing") this.#enter("playing");
    else if (this.dataset.state === "playing") this.#enter("connecting");
  }

  /** @param {string} state */
  #enter(state) {
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    const note = this.querySelector("[data-part=note]");
    if (note) write(note, state === "ended" ? (this.dataset.textEnded ?? "") : state === "away" ? (this.dataset.textAway ?? "") : "");
    if (state === "ended") this.#live?.stop();
    this.#showButtons();
  }

  /** Asks how the show is, and comes back. */
  async #look() {
    clearTimeout(this.#timer);
    const show = await fetchShow(this.getAttribute("show") ?? "");
    if (!this.isConnected) return;
    if (show && show.state !== "live") return this.#enter("ended");
    if (show && this.#live) {
      this.#live.hostAway = show.paused === true;
      if (show.paused) this.#enter("away");
      else if (this.dataset.state === "away") this.#enter("connecting");
    }
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
  }

  /** @param {Event} event */
  #click(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[data-action], [data-part=go]") : null;
    if (!(pressed instanceof HTMLElement)) return;
    const { action } = pressed.dataset;
    if (action === "hide") this.#put(true);
    else if (action === "back") this.#put(false);
    else if (action === "pip") this.#window();
    else leavesShow(this.getAttribute("show-id") ?? "");
  }

  /** @param {boolean} away */
  #put(away) {
    this.toggleAttribute("data-hidden", away);
    if (away) {
      remember(HIDDEN_KEY, "");
      // Nothing is in its window any more.
      if (document.pictureInPictureElement === this.#video) document.exitPictureInPicture().catch(() => undefined);
      this.#live?.stop();
      this.dataset.state = this.dataset.state === "ended" ? "ended" : "connecting";
    } else {
      remember(HIDDEN_KEY, null);
      if (this.#isShown) this.#live?.start();
    }
    const next = this.querySelector(`[data-action=${away ? "back" : "hide"}]`);
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }

  async #window() {
    await (document.pictureInPictureElement ? document.exitPictureInPicture() : this.#video?.requestPictureInPicture())?.catch(() => undefined);
    this.#showButtons();
  }

  #showButtons() {
    const canFloat = document.pictureInPictureEnabled && typeof this.#video?.requestPictureInPicture === "function";
    this.querySelector("[data-action=pip]")?.toggleAttribute("hidden", !canFloat || this.dataset.state === "ended");
  }
}

customElements.define("vitrine-small-show", VitrineSmallShow);
