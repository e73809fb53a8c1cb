// @ts-check
import { openDevices } from "../devices.js";
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
  #attempt = 0;
  /** @type {number | undefined} */
  #retry;
  /** @type {number | undefined} */
  #ice;

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
    const stream = camera ? await openDevices({ facing: this.facing }) : await navigator.mediaDevices.getUserMedia({ audio: true });
    this.#take(stream);
    await this.#publish();
  }

  /** Whether one is seen now. @param {boolean} seen */
  async see(seen) {
    if (seen && !this.video) return this.#add(await navigator.mediaDevices.getUserMedia({ video: { facingMode: this.facing } }));
    if (this.video) this.video.enabled = seen;
  }

  /** Whether one is heard now. @param {boolean} heard */
  hear(heard) {
    if (this.audio) this.audio.enabled = heard;
  }

  /** The camera on the other side of the phone. */
  async turn() {
    this.facing = this.facing === "user" ? "environment" : "user";
    // Phones often open one camera at a time: let go of the one before.
    for (const track of this.stream.getVideoTracks()) track.stop();
    await this.#add(await navigator.mediaDevices.getUserMedia({ video: { facingMode: this.facing } }));
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
    clearTimeout(this.#retry);
    clearTimeout(this.#ice);
    this.#whip?.end();
    this.#whip = undefined;
    for (const track of this.stream.getTracks()) track.stop();
    this.#enter("idle");
  }

  /** @param {MediaStream} stream */
  #take(stream) {
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
    for (const track of stream.getTracks()) this.stream.addTrack(track);
  }

  /** Another camera in the place of the one before. @param {MediaStream} stream */
  async #add(stream) {
    const [track] = stream.getVideoTracks();
    for (const before of this.stream.getVideoTracks()) this.stream.removeTrack(before);
    this.stream.addTrack(track);
    await this.#whip?.replace(track);
  }

  async #publish() {
    clearTimeout(this.#retry);
    this.#whip?.abandon();
    if (this.state === "idle") this.#enter("connecting");
    const whip = new Whip(this.endpoint, this.stream, (state) => whip === this.#whip && this.#iceState(state));
    this.#whip = whip;
    try {
      await whip.start();
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
