// @ts-check
import { hlsLatency, playsHls, toLiveEdge } from "./hls.js";
import { OnScreenDelay } from "./on-screen-delay.js";
import { Refused } from "./signalling.js";
import { Whep } from "./whep.js";

const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 5000;
/** Too many requests, or too many viewers. */
const FULL = [429, 503];
/** Disconnected ICE often heals by itself; longer than this it rarely does. */
const ICE_PATIENCE_MS = 2000;
/** No new frame for this long means that the path is dead. */
const FRAME_PATIENCE_MS = 3000;
/** Media that doesn't come within this time over UDP is taken over HTTP instead. */
const FIRST_FRAME_MS = 8000;

/**
 * Whether an error is the line's doing: no answer, none in time, or the attempt given up.
 * @param {unknown} error
 */
function isPassing(error) {
  return error instanceof TypeError || (error instanceof DOMException && ["AbortError", "TimeoutError"].includes(error.name));
}

/**
 * Keeps a live picture coming: WHEP first, native HLS where WHEP isn't possible, and again after
 * every loss. Tells its listener `connecting`, `playing`, `stalled` or `unreachable`.
 */
export class LiveSource {
  /** @type {Whep | undefined} */
  #whep;
  /**
   * The session whose picture the video has: an earlier one, until the next brings something.
   * @type {Whep | undefined}
   */
  #shown;
  /** @type {"whep" | "hls"} */
  transport = "whep";
  #attempt = 0;
  #generation = 0;
  #frames = 0;
  #packets = 0;
  #frameAt = 0;
  #began = 0;
  /** @type {number | undefined} */
  #retry;
  /** @type {number | undefined} */
  #watch;
  /** @type {number | undefined} */
  #ice;
  /** @type {OnScreenDelay} */
  #onScreen;
  /** The host's picture is away: a picture that stands still is expected. */
  hostAway = false;

  /**
   * @param {HTMLVideoElement} video
   * @param {{ whep: string, hls: string }} addresses
   * @param {(event: "connecting" | "playing" | "stalled" | "unreachable") => void} listener
   */
  constructor(video, addresses, listener) {
    this.video = video;
    this.addresses = addresses;
    this.listener = listener;
    this.#onScreen = new OnScreenDelay(video);
    video.addEventListener("error", () => this.transport === "hls" && this.#again());
    video.addEventListener("volumechange", () => !video.muted && this.#listen());
  }

  /** Connects, or starts over at once. */
  start() {
    this.#attempt = 0;
    this.#connect();
  }

  /** Lets go of everything, the last picture included. */
  stop() {
    this.#abandon();
    this.#clear();
    if (this.video.hasAttribute("src")) {
      this.video.removeAttribute("src");
      this.video.load();
    }
  }

  /** Gives the session up. If its picture is the last there was, that stays where it is. */
  #abandon() {
    this.#generation += 1;
    clearTimeout(this.#retry);
    clearTimeout(this.#ice);
    clearInterval(this.#watch);
    if (this.#whep !== this.#shown) this.#whep?.close();
    this.#whep = undefined;
  }

  /** Takes the last picture away. */
  #clear() {
    this.video.srcObject = null;
    this.#shown?.close();
    this.#shown = undefined;
  }

  /**
   * Puts a session's picture in the place of the one before.
   * @param {Whep} whep
   * @param {MediaStream} stream
   */
  #show(whep, stream) {
    const before = this.#shown;
    // A viewer who paused the one before wants no other to play. A new source pauses by itself.
    const isPaused = before !== undefined && this.video.paused;
    this.#shown = whep;
    this.video.srcObject = stream;
    before?.close();
    if (!isPaused) this.#play();
  }

  /** The viewer wants to hear it. */
  async #listen() {
    const generation = this.#generation;
    // A session that can't take the sound any more makes way for one that does from its start.
    await this.#whep?.listen().catch(() => generation === this.#generation && this.#again());
  }

  /** Goes back to now, after a pause. */
  catchUp() {
    if (this.transport === "hls") toLiveEdge(this.video);
  }

  /** What has come since the start: pictures and, where that is known, packets. */
  async #count() {
    if (this.#whep) return this.#whep.count();
    return { frames: this.video.getVideoPlaybackQuality().totalVideoFrames, packets: 0 };
  }

  /** How what is received comes now: pictures a second, their size and delay. For one caller, once a second. */
  async measure() {
    if (this.#whep) {
      this.#onScreen.look();
      return this.#whep.measure(this.#onScreen.middle);
    }
    const { videoWidth: width, videoHeight: height } = this.video;
    return { rate: 0, width, height, latency: hlsLatency(this.video) };
  }

  async #connect() {
    this.#abandon();
    const generation = this.#generation;
    this.listener("connecting");
    this.#began = performance.now();
    this.#frameAt = this.#began;
    this.#frames = 0;
    this.#packets = 0;
    this.#onScreen.reset();
    if (this.transport === "hls") return this.#openHls();
    const whep = this.#build(generation);
    if (!whep) return playsHls(this.video) ? this.#useHls() : this.#again();
    this.#whep = whep;
    try {
      const stream = await whep.start();
      if (generation !== this.#generation) return whep.close();
      if (this.#shown) whep.begun.then(() => generation === this.#generation && this.#show(whep, stream));
      else this.#show(whep, stream);
      this.#keepWatch();
    } catch (error) {
      if (generation !== this.#generation) return whep.close();
      const status = error instanceof Refused ? error.status : 0;
      // That the two can't agree on media doesn't pass; that the server is full may not soon.
      const disagrees = [400, 405, 406, 415, 422].includes(status) || (status === 0 && !isPassing(error));
      const hopeless = disagrees || (FULL.includes(status) && this.#attempt >= 2);
      if (hopeless && playsHls(this.video)) return this.#useHls();
      this.#again();
    }
  }

  /**
   * A session to be; null where there is no WebRTC, or the browser refuses it.
   * @param {number} generation
   */
  #build(generation) {
    try {
      return new Whep(this.addresses.whep, !this.video.muted, (state) => generation === this.#generation && this.#iceState(state));
    } catch {
      return null;
    }
  }

  #useHls() {
    this.transport = "hls";
    this.#connect();
  }

  #openHls() {
    this.#clear();
    this.video.src = this.addresses.hls;
    this.#play();
    this.#keepWatch();
  }

  #play() {
    // A refusal to start by itself shows as a paused picture with a button.
    this.video.play().catch(() => undefined);
  }

  /** Tries again after a pause that doubles from half a second to five. */
  #again() {
    // Where HLS fails as well, WHEP may be back.
    this.transport = "whep";
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    const wait = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    this.listener(this.#attempt > 4 ? "unreachable" : "stalled");
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  /** @param {RTCIceConnectionState} state */
  #iceState(state) {
    clearTimeout(this.#ice);
    if (state === "disconnected") this.#ice = setTimeout(() => this.#again(), ICE_PATIENCE_MS);
    if (state === "failed") this.#again();
  }

  #keepWatch() {
    clearInterval(this.#watch);
    const generation = this.#generation;
    this.#watch = setInterval(async () => {
      const found = await this.#count().catch(() => ({ frames: this.#frames, packets: this.#packets }));
      if (generation === this.#generation) this.#judge(found);
    }, 500);
  }

  /** @param {{ frames: number, packets: number }} found */
  #judge({ frames, packets }) {
    const now = performance.now();
    // A hidden tab may decode no picture, but its sound goes on.
    const alive = frames > this.#frames || (document.hidden && packets > this.#packets);
    this.#packets = packets;
    if (alive) {
      this.#frames = frames;
      this.#frameAt = now;
      this.#attempt = 0;
      this.listener("playing");
      return;
    }
    // Paused by the viewer, away by the host's doing, or HLS in a hidden tab: nothing is broken.
    if (this.video.paused || this.hostAway || (document.hidden && this.transport === "hls")) {
      this.#frameAt = now;
      return;
    }
    if (this.#frames === 0 && this.transport === "whep" && now - this.#began > FIRST_FRAME_MS && playsHls(this.video)) {
      this.#useHls();
    } else if (now - this.#frameAt > (this.#frames === 0 ? FIRST_FRAME_MS : FRAME_PATIENCE_MS)) {
      this.#again();
    }
  }
}
