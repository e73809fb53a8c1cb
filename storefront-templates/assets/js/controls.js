// @ts-check
/** iPhones have their own full screen, on the video alone. @typedef {{ webkitEnterFullscreen?: () => void }} PhoneVideo */

const SPEEDS = [1, 1.25, 1.5, 2, 0.75];
const FIT_KEY = "vitrine-fit";

/**
 * A player's buttons (`data-action`) and keys: space or k, m, f, and the arrows in a replay.
 * Buttons for what the browser can't do stay hidden.
 */
export class Controls {
  /**
   * @param {HTMLElement} player
   * @param {HTMLVideoElement} video
   * @param {AbortSignal} signal
   * @param {{ retry: () => void, resume: () => void }} actions
   */
  constructor(player, video, signal, actions) {
    this.player = player;
    this.video = video;
    this.actions = actions;
    player.addEventListener("click", (event) => this.#click(event), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    document.addEventListener("fullscreenchange", () => this.#showFullscreen(), { signal });
    video.addEventListener("volumechange", () => this.#showSound(), { signal });
    video.addEventListener("play", () => this.#showPlay(), { signal });
    video.addEventListener("pause", () => this.#showPlay(), { signal });
    video.addEventListener("playing", () => player.removeAttribute("data-fresh"), { signal });
    video.addEventListener("resize", () => this.#showShape(), { signal });
    video.addEventListener("loadedmetadata", () => this.#showShape(), { signal });
    player.addEventListener("vitrine:state", () => this.#showSound(), { signal });
    const phone = /** @type {PhoneVideo} */ (/** @type {unknown} */ (video));
    this.#offer("fullscreen", document.fullscreenEnabled || phone.webkitEnterFullscreen !== undefined);
    this.#offer("pip", document.pictureInPictureEnabled === true);
    player.dataset.fit = recall() ?? "cover";
    this.#showSound();
    this.#showPlay();
    this.#showShape();
  }

  /** @param {string} action */
  #buttons(action) {
    return this.player.querySelectorAll(`[data-action=${action}]`);
  }

  /**
   * @param {string} action
   * @param {boolean} possible
   */
  #offer(action, possible) {
    for (const button of this.#buttons(action)) button.toggleAttribute("hidden", !possible);
  }

  /** @param {Event} event */
  #click(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (button instanceof HTMLElement) this.#act(button.dataset.action ?? "");
    else if (event.target === this.video && this.player.getAttribute("mode") === "replay") this.#act("play");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target?.closest("input:not([type=range]), textarea, select, dialog, [contenteditable]")) return;
    // Space presses the button that has the focus; elsewhere it plays and pauses.
    if (event.key === " " && target?.closest("button, a, summary")) return;
    const action = { " ": "play", k: "play", m: "mute", f: "fullscreen" }[event.key];
    if (!action) return;
    event.preventDefault();
    this.#act(action);
  }

  /** @param {string} action */
  #act(action) {
    const { video } = this;
    if (action === "retry") this.actions.retry();
    if (action === "unmute") video.muted = false;
    if (action === "mute") video.muted = !video.muted;
    if (action === "play") this.#play();
    if (action === "pip") this.#pip();
    if (action === "fullscreen") this.#fullscreen();
    if (action === "speed") this.#speed();
    if (action === "fit") this.#fit();
  }

  #play() {
    if (!this.video.paused) return this.video.pause();
    this.actions.resume();
    this.video.play().catch(() => undefined);
  }

  #pip() {
    if (document.pictureInPictureElement) document.exitPictureInPicture().catch(() => undefined);
    // Refused before the first frame; the button can be pressed again.
    else this.video.requestPictureInPicture().catch(() => undefined);
  }

  /** What fills the screen: what is for sale lies beside the player, and stays on the picture. */
  get #stage() {
    return this.player.closest("main") ?? this.player;
  }

  #fullscreen() {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
    else if (document.fullscreenEnabled) this.#stage.requestFullscreen().catch(() => undefined);
    else /** @type {PhoneVideo} */ (/** @type {unknown} */ (this.video)).webkitEnterFullscreen?.();
  }

  #speed() {
    const next = SPEEDS[(SPEEDS.indexOf(this.video.playbackRate) + 1) % SPEEDS.length];
    this.video.playbackRate = next;
    const label = this.player.querySelector("[data-part=speed]");
    if (label) label.textContent = `${new Intl.NumberFormat(document.documentElement.lang).format(next)}×`;
  }

  #fit() {
    const fit = this.player.dataset.fit === "contain" ? "cover" : "contain";
    this.player.dataset.fit = fit;
    remember(fit);
    for (const button of this.#buttons("fit")) button.setAttribute("aria-pressed", String(fit === "contain"));
  }

  #showSound() {
    const { muted } = this.video;
    for (const button of this.#buttons("mute")) button.setAttribute("aria-pressed", String(muted));
    const quiet = muted && this.player.getAttribute("mode") === "live" && this.player.dataset.state === "playing";
    this.#offer("unmute", quiet);
  }

  #showPlay() {
    this.player.toggleAttribute("data-paused", this.video.paused);
  }

  #showFullscreen() {
    const full = document.fullscreenElement === this.#stage;
    for (const button of this.#buttons("fullscreen")) button.setAttribute("aria-pressed", String(full));
  }

  /** The picture's shape, for the style sheet; a wide one can be shown whole or filling. */
  #showShape() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || !height) return;
    this.player.dataset.shape = width > height ? "wide" : "tall";
    this.player.style.setProperty("--picture", `${width} / ${height}`);
    this.#offer("fit", width > height);
    for (const button of this.#buttons("fit")) button.setAttribute("aria-pressed", String(this.player.dataset.fit === "contain"));
  }
}

/** Storage may be closed to the page; the choice then lasts as long as the page. */
function recall() {
  try {
    return localStorage.getItem(FIT_KEY);
  } catch {
    return null;
  }
}

/** @param {string} fit */
function remember(fit) {
  try {
    localStorage.setItem(FIT_KEY, fit);
  } catch {
    // As above.
  }
}
