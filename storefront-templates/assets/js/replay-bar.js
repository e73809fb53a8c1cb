// @ts-check
import { clock } from "./duration.js";

const STEP_S = 5;
const IDLE_MS = 2500;

/** The seek bar and clock of a replay; fades while nobody moves. */
export class ReplayBar {
  #dragging = false;
  /** @type {number | undefined} */
  #idle;

  /**
   * @param {HTMLElement} player
   * @param {HTMLVideoElement} video
   * @param {AbortSignal} signal
   */
  constructor(player, video, signal) {
    this.player = player;
    this.video = video;
    this.seek = /** @type {HTMLInputElement | null} */ (player.querySelector("[data-part=seek]"));
    this.now = player.querySelector("[data-part=now]");
    this.length = player.querySelector("[data-part=length]");
    video.addEventListener("timeupdate", () => this.#show(), { signal });
    video.addEventListener("durationchange", () => this.#show(), { signal });
    this.seek?.addEventListener("input", () => this.#seek(), { signal });
    this.seek?.addEventListener("change", () => (this.#dragging = false), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    for (const sign of ["pointermove", "pointerdown", "focusin", "keydown"]) {
      player.addEventListener(sign, () => this.#awake(), { signal });
    }
    video.addEventListener("play", () => this.#awake(), { signal });
    video.addEventListener("pause", () => this.#awake(), { signal });
  }

  get #duration() {
    return Number.isFinite(this.video.duration) ? this.video.duration : 0;
  }

  #seek() {
    if (!this.seek || !this.#duration) return;
    this.#dragging = true;
    this.video.currentTime = (Number(this.seek.value) / 1000) * this.#duration;
    this.#show();
  }

  #show() {
    const { currentTime } = this.video;
    if (!this.#duration) return;
    if (this.now) this.now.textContent = clock(currentTime);
    if (this.length) this.length.textContent = clock(this.#duration);
    if (!this.seek) return;
    if (!this.#dragging) this.seek.value = String(Math.round((currentTime / this.#duration) * 1000));
    this.seek.style.setProperty("--at", `${Number(this.seek.value) / 10}%`);
    const words = this.player.dataset.textSeek ?? "{at}";
    this.seek.setAttribute("aria-valuetext", words.replace("{at}", clock(currentTime)).replace("{of}", clock(this.#duration)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowRight: STEP_S, ArrowLeft: -STEP_S }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || !this.#duration) return;
    if (event.target instanceof Element && event.target.closest("input:not([type=range]), textarea, select, dialog")) return;
    event.preventDefault();
    this.video.currentTime = Math.min(this.#duration, Math.max(0, this.video.currentTime + step));
    this.#awake();
  }

  #awake() {
    clearTimeout(this.#idle);
    this.player.removeAttribute("data-idle");
    if (this.video.paused) return;
    this.#idle = setTimeout(() => {
      if (!this.video.paused && !this.player.querySelector(".replay-bar :focus-visible")) this.player.setAttribute("data-idle", "");
    }, IDLE_MS);
  }
}
