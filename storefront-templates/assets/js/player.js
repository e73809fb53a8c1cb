// @ts-check
import { Controls } from "./controls.js";
import { startGlow } from "./glow.js";
import { playsHls } from "./hls.js";
import { LiveSource } from "./live-source.js";
import { ReplayBar } from "./replay-bar.js";
import { fetchShow, shortCount } from "./show.js";

const POLL_MS = 5000;
/** The room tells the same, at once. */
const POLL_BESIDE_ROOM_MS = 60_000;
const POLL_TROUBLED_MS = 2000;
const POLL_REPLAY_MS = 15_000;

/** @typedef {"connecting" | "playing" | "reconnecting" | "waiting" | "paused" | "ended" | "gone" | "failed"} State */

/**
 * Plays a show.
 *
 * `mode`: `live` or `replay`; `whep`, `hls`: where the media is; `show`: the show as JSON.
 * The markup inside is the server's: a video, words for each state, and controls by
 * `data-action`. Tells where it is by `data-state`, `data-transport` and `data-latency-ms`, and
 * dispatches `vitrine:state` and `vitrine:stats`.
 */
class VitrinePlayer extends HTMLElement {
  /** @type {HTMLVideoElement | null} */
  #video = null;
  /** @type {LiveSource | undefined} */
  #live;
  /** @type {number | undefined} */
  #poll;
  /** @type {number | undefined} */
  #stats;
  #leaving = new AbortController();

  connectedCallback() {
    this.#video = this.querySelector("video[data-part=video]");
    const video = this.#video;
    if (!video) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    new Controls(this, video, signal, {
      retry: () => this.#start(),
      resume: () => this.#live?.catchUp(),
    });
    startGlow(this.querySelector("canvas[data-part=glow]"), video, signal);
    addEventListener("pagehide", () => this.#stop(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#start(), { signal });
    if (this.#isReplay) this.#setUpReplay(video, signal);
    else this.#setUpLive(video, signal);
    this.#start();
  }

  disconnectedCallback() {
    this.#stop();
    this.#leaving.abort();
  }

  get #isReplay() {
    return this.getAttribute("mode") === "replay";
  }

  /** Nothing more comes. */
  get #isOver() {
    return this.state === "gone" || this.state === "ended";
  }

  /** @returns {State} */
  get state() {
    return /** @type {State} */ (this.dataset.state ?? "connecting");
  }

  /** @param {State} state */
  #enter(state) {
    if (this.state === state) return;
    // What is over stays over.
    if (this.state === "gone" || (this.state === "ended" && state !== "gone")) return;
    this.dataset.state = state;
    this.dispatchEvent(new CustomEvent("vitrine:state", { bubbles: true, detail: { state, transport: this.dataset.transport } }));
    if (state === "ended" || state === "gone") this.#stop();
  }

  #start() {
    if (this.#isOver) return;
    if (this.#isReplay) this.#openReplay();
    else this.#live?.start();
    clearInterval(this.#stats);
    if (this.#live) this.#stats = setInterval(() => this.#measure(), 1000);
    this.#look();
  }

  #stop() {
    clearTimeout(this.#poll);
    clearInterval(this.#stats);
    this.#live?.stop();
    if (this.#isReplay && this.#video?.hasAttribute("src") && this.state === "gone") {
      this.#video.removeAttribute("src");
      this.#video.load();
    }
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {AbortSignal} signal
   */
  #setUpLive(video, signal) {
    const live = new LiveSource(video, { whep: this.getAttribute("whep") ?? "", hls: this.getAttribute("hls") ?? "" }, (event) => {
      this.dataset.transport = live.transport;
      if (event === "playing") {
        live.hostAway = false;
        this.#enter(video.paused ? "paused" : "playing");
      } else if (event === "unreachable") {
        this.#enter("failed");
      } else if (this.state === "playing") {
        // The last picture stays, under words.
        this.#enter("reconnecting");
      } else if (this.state === "failed") {
        this.#enter("connecting");
      }
      if (event !== "playing") this.#lookIn(0);
    });
    this.#live = live;
    addEventListener("online", () => this.#isOver || live.start(), { signal });
    const room = this.#room;
    for (const news of ["caught-up", "state", "counts"]) room?.addEventListener(`room:${news}`, () => this.#hear(), { signal });
    room?.addEventListener("room:status", () => room.status !== "open" && this.#lookIn(room.status === "closed" ? 0 : POLL_MS), { signal });
    video.addEventListener("pause", () => this.state === "playing" && this.#enter("paused"), { signal });
    video.addEventListener("play", () => this.state === "paused" && this.#enter("playing"), { signal });
  }

  async #measure() {
    if (!this.#live || this.state !== "playing") return;
    const found = await this.#live.measure().catch(() => null);
    if (!found) return;
    if (found.latency !== null) this.dataset.latencyMs = String(found.latency);
    this.dispatchEvent(new CustomEvent("vitrine:stats", { bubbles: true, detail: { ...found, transport: this.#live.transport } }));
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {AbortSignal} signal
   */
  #setUpReplay(video, signal) {
    this.dataset.transport = "hls";
    new ReplayBar(this, video, signal);
    const to = (/** @type {State} */ state) => () => this.#enter(state);
    video.addEventListener("playing", to("playing"), { signal });
    video.addEventListener("pause", to("paused"), { signal });
    video.addEventListener("loadeddata", () => video.paused && this.#enter("paused"), { signal });
    for (const trouble of ["error", "stalled", "waiting"]) {
      video.addEventListener(trouble, () => this.#lookIn(0), { signal });
    }
    video.addEventListener("error", () => video.hasAttribute("src") && this.#enter("failed"), { signal });
    document.addEventListener("vitrine:done", () => this.#lookIn(200), { signal });
  }

  #openReplay() {
    const video = this.#video;
    if (!video || this.state === "gone") return;
    if (!playsHls(video)) return this.#enter("failed");
    const at = video.currentTime;
    video.src = this.getAttribute("hls") ?? "";
    if (at > 0) video.currentTime = at;
    this.#enter("connecting");
  }

  /** The room around it, where there is one. */
  get #room() {
    return /** @type {import("./room.js").VitrineRoom | null} */ (this.closest("vitrine-room"));
  }

  /** The room tells how the show is. */
  #hear() {
    const told = this.#room?.room;
    if (told) this.#learn({ state: "live", paused: told.state === "paused", viewers: told.counts.watching });
  }

  /** @param {number} wait milliseconds */
  #lookIn(wait) {
    clearTimeout(this.#poll);
    this.#poll = setTimeout(() => this.#look(), wait);
  }

  /** Asks how the show is, and comes back. */
  async #look() {
    clearTimeout(this.#poll);
    const show = await fetchShow(this.getAttribute("show") ?? "");
    if (!this.isConnected) return;
    // An open room counts for itself, and tells at once.
    if (show) this.#learn(this.#room?.status === "open" ? { ...show, viewers: undefined } : show);
    if (this.#isOver) return;
    const calm = this.state === "playing" || this.state === "paused";
    const without = calm ? POLL_MS : POLL_TROUBLED_MS;
    this.#lookIn(this.#isReplay ? POLL_REPLAY_MS : this.#room?.status === "open" ? POLL_BESIDE_ROOM_MS : without);
  }

  /** @param {import("./show.js").Show} show */
  #learn(show) {
    if (show.state === "expired") return this.#enter("gone");
    if (this.#isReplay) return;
    if (show.state === "ended") return this.#enter("ended");
    const viewers = this.querySelector("[data-part=viewers]");
    if (viewers && show.viewers !== undefined) viewers.textContent = shortCount(show.viewers);
    if (!this.#live) return;
    this.#live.hostAway = show.paused === true;
    if (show.paused) this.#enter("waiting");
    else if (this.state === "waiting") this.#enter("connecting");
  }
}

customElements.define("vitrine-player", VitrinePlayer);
