// @ts-check
import { openDevices, pictureOf, TALK } from "../devices.js";
import { Refused } from "../signalling.js";
import { Whip } from "../whip.js";

const ICE_PATIENCE_MS = 2000;
const RESTART_PATIENCE_MS = 3000;
const RETRY_FIRST_MS = 300;
const RETRY_MOST_MS = 4000;

/** `over`: the server has no such session any more. @typedef {"idle" | "connecting" | "sending" | "lost" | "over"} State */

/**
 * Keeps one's own picture and sound going out to a session, and begins anew after every loss. What is not
 * there is not sent: sound alone does.
 */
export class Publishing {
  stream = new MediaStream();
  /** @type {State} */
  state = "idle";
  /** @type {Whip | undefined} */
  #whip;
  /** @type {"user" | "environment"} */
  facing = "user";
  /** What is sent in the place of the camera's picture. @type {MediaStreamTrack | null} */
  #shown = null;
  #attempt = 0;
  /** @type {number | undefined} */
  #retry;
  /** @type {number | undefined} */
  #ice;
  /** Whatever still opens is let go of. */
  #isStopped = false;

  /**
   * @param {string} endpoint
   * @param {(state: State) => void} listener
   */
  constructor(endpoint, listener) {
    this.endpoint = endpoint;
    this.listener = listener;
  }

  get video() {
    return this.stream.getVideoTracks().find(({ readyState }) => readyState === "live");
  }

  get audio() {
    return this.stream.getAudioTracks().find(({ readyState }) => readyState === "live");
  }

  /**
   * Opens the devices and begins to send.
   * @param {boolean} camera whether one wants to be seen
   */
  async start(camera) {
    this.#isStopped = false;
    const stream = camera ? await openDevices({ facing: this.facing }, TALK) : await navigator.mediaDevices.getUserMedia({ audio: true });
    if (this.#isStopped) {
      for (const track of stream.getTracks()) track.stop();
      throw new DOMException("stopped meanwhile", "AbortError");
    }
    this.#take(stream);
    await this.#publish();
  }

  /** Whether one is seen now. @param {boolean} seen */
  async see(seen) {
    if (seen && !this.video) return this.#open();
    if (this.video) this.video.enabled = seen;
  }

  /** Whether one is heard now. @param {boolean} heard */
  hear(heard) {
    if (this.audio) this.audio.enabled = heard;
  }

  /** The camera on the other side of the phone. */
  async turn() {
    const before = this.facing;
    this.facing = before === "user" ? "environment" : "user";
    // Phones often open one camera at a time: let go of the one before.
    for (const track of this.stream.getVideoTracks()) track.stop();
    try {
      await this.#open();
    } catch (error) {
      this.facing = before;
      await this.#open();
      throw error;
    }
  }

  async #open() {
    await this.#add(await navigator.mediaDevices.getUserMedia({ video: pictureOf(TALK, { facingMode: this.facing }) }));
  }

  /** Sends that picture in the place of the camera's; without one the camera is back. @param {MediaStreamTrack | null} track */
  async show(track) {
    this.#shown = track;
    if (!this.#whip) return track ? this.#publish() : undefined;
    await this.#whip.video.sender.replaceTrack(track ?? this.video ?? null);
  }

  /** What goes out and how it arrives; null while nothing does. */
  async measure() {
    return this.state === "sending" && this.#whip ? this.#whip.measure().catch(() => null) : null;
  }

  /** Comes back at once, after a change of network. */
  again() {
    if (this.state === "lost") this.#publish();
  }

  /** Ends it, here and at the server. */
  stop() {
    this.#isStopped = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#ice);
    this.#whip?.end();
    this.#whip = undefined;
    for (const track of this.stream.getTracks()) track.stop();
    this.#shown?.stop();
    this.#shown = null;
    this.#enter("idle");
  }

  /** Ends it here: the server has let go of it by itself. */
  abandon() {
    this.#whip?.abandon();
    this.#whip = undefined;
    this.stop();
  }

  /** @param {MediaStream} stream */
  #take(stream) {
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
    for (const track of stream.getTracks()) this.stream.addTrack(track);
  }

  /** Another camera in the place of the one before. @param {MediaStream} stream */
  async #add(stream) {
    const [track] = stream.getVideoTracks();
    if (this.#isStopped) return track.stop();
    for (const before of this.stream.getVideoTracks()) {
      before.stop();
      this.stream.removeTrack(before);
    }
    this.stream.addTrack(track);
    if (!this.#shown) await this.#whip?.replace(track);
  }

  async #publish() {
    clearTimeout(this.#retry);
    if (this.#isStopped) return;
    this.#whip?.abandon();
    if (this.state === "idle") this.#enter("connecting");
    const whip = new Whip(this.endpoint, this.stream, (state) => whip === this.#whip && this.#iceState(state));
    this.#whip = whip;
    try {
      await whip.start();
      if (this.#shown) await whip.video.sender.replaceTrack(this.#shown);
    } catch (error) {
      if (whip !== this.#whip) return;
      whip.abandon();
      const status = error instanceof Refused ? error.status : 0;
      if (status === 404 || status === 410) return this.#enter("over");
      this.#enter("lost");
      this.#later();
    }
  }

  #later() {
    clearTimeout(this.#retry);
    const wait = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#publish(), wait);
  }

  /** @param {RTCIceConnectionState} state */
  #iceState(state) {
    clearTimeout(this.#ice);
    if (state === "connected" || state === "completed") {
      clearTimeout(this.#retry);
      this.#attempt = 0;
      this.#enter("sending");
    }
    if (state === "disconnected") this.#ice = setTimeout(() => this.#lost(), ICE_PATIENCE_MS);
    if (state === "failed") this.#lost();
  }

  /** First the cheap way, new ICE credentials on the session there is; then a new session. */
  async #lost() {
    this.#enter("lost");
    const whip = this.#whip;
    try {
      await whip?.restart();
      if (this.#isStopped) return;
      this.#retry = setTimeout(() => this.state === "lost" && this.#publish(), RESTART_PATIENCE_MS);
    } catch {
      if (whip === this.#whip) this.#publish();
    }
  }

  /** @param {State} state */
  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.listener(state);
  }
}
