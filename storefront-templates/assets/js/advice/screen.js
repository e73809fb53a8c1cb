// @ts-check
import { write } from "../element.js";
import { toast } from "../toast.js";
import { say } from "./words.js";

/** @typedef {HTMLElement & { showScreen: (track: MediaStreamTrack | null) => Promise<void> }} Call */

/**
 * The button inside shares the screen of whoever gives advice in the place of their camera, until it is
 * pressed again, the browser's own button is, or the talk ends. Where there is no sharing it is not there.
 * Inside a `vitrine-advice-call`.
 */
class VitrineShareScreen extends HTMLElement {
  /** @type {MediaStreamTrack | null} */
  #track = null;
  /** The browser asks what is to be shared. */
  #isAsking = false;

  connectedCallback() {
    this.hidden = typeof navigator.mediaDevices?.getDisplayMedia !== "function" || matchMedia("(pointer: coarse)").matches;
    this.addEventListener("click", () => !this.#isAsking && (this.#track ? this.#stop() : this.#share()));
  }

  disconnectedCallback() {
    this.#track?.stop();
  }

  get #call() {
    return /** @type {Call | null} */ (this.closest("vitrine-advice-call"));
  }

  async #share() {
    this.#isAsking = true;
    /** @type {MediaStreamTrack | undefined} */
    let track;
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 }, audio: false });
      [track] = stream.getVideoTracks();
      // Words and prices must stay sharp.
      track.contentHint = "detail";
      track.addEventListener("ended", ({ target }) => target === this.#track && !this.#isAsking && this.#stop());
      this.#track = track;
      await this.#call?.showScreen(track);
      // By the browser's own button, meanwhile; or the talk is over.
      if (track.readyState === "ended" || !this.isConnected) return this.#stop();
      this.#show();
      toast(say("screen-shared", { name: this.#call?.dataset.name ?? "" }));
    } catch (error) {
      track?.stop();
      this.#track = null;
      if (track) await this.#call?.showScreen(null).catch(() => undefined);
      // Whoever thinks better of it has not failed.
      if (!(error instanceof DOMException && error.name === "NotAllowedError")) toast(say("screen-failed"));
    } finally {
      this.#isAsking = false;
    }
  }

  async #stop() {
    const track = this.#track;
    this.#track = null;
    track?.stop();
    await this.#call?.showScreen(null).catch(() => undefined);
    this.#show();
    const isUnseen = this.#call?.hasAttribute("data-unseen");
    toast(say(isUnseen ? "screen-over" : "screen-camera"));
  }

  #show() {
    const button = this.querySelector("button");
    const words = say(this.#track ? "screen-stop" : "screen-share");
    button?.setAttribute("aria-pressed", String(this.#track !== null));
    button?.setAttribute("aria-label", words);
    if (button) button.title = words;
    const place = this.querySelector("[data-part=words]");
    if (place) write(place, words);
  }
}

customElements.define("vitrine-share-screen", VitrineShareScreen);
