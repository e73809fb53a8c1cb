// @ts-check
import { Refused } from "../signalling.js";
import { Whep } from "../whep.js";

const RETRY_FIRST_MS = 400;
const RETRY_MOST_MS = 4000;
const ICE_PATIENCE_MS = 2000;
const LOOK_MS = 1000;
/** Sound comes all the time, also where nobody speaks: without any packet for this long the path is dead. */
const PACKET_PATIENCE_MS = 4000;

/** `blocked`: the browser wants a press before anything is heard; `over`: there is no such session any more. @typedef {"connecting" | "playing" | "lost" | "blocked" | "over"} State */

/**
 * The sound of `stream`, and its pictures as soon as there are any: a browser plays neither while it
 * waits for the first picture of a camera that is off.
 * @param {MediaStream} stream
 */
function withPicturesThatCome(stream) {
  const shown = new MediaStream(stream.getAudioTracks());
  for (const track of stream.getVideoTracks()) {
    if (track.muted) track.addEventListener("unmute", () => shown.addTrack(track), { once: true });
    else shown.addTrack(track);
  }
  return shown;
}

/**
 * Keeps the other's picture and sound coming while they send any, and begins anew after every loss. Sound
 * alone does.
 */
export class Watching {
  /** Whether the other sends something. */
  #isSending = false;
  /** @type {Whep | undefined} */
  #whep;
  #attempt = 0;
  #packets = 0;
  #packetAt = 0;
  /** @type {number | undefined} */
  #retry;
  /** @type {number | undefined} */
  #ice;
  /** @type {number | undefined} */
  #watch;

  /**
   * @param {HTMLVideoElement} video
   * @param {string} endpoint
   * @param {(state: State) => void} listener
   */
  constructor(video, endpoint, listener) {
    this.video = video;
    this.endpoint = endpoint;
    this.listener = listener;
  }

  /** The other sends, or no longer. @param {boolean} isSending */
  sends(isSending) {
    const begins = isSending && !this.#isSending;
    this.#isSending = isSending;
    if (begins) this.start();
  }

  /** Connects at once, unless something comes already. */
  start() {
    if (!this.#isSending || (this.#whep && performance.now() - this.#packetAt < PACKET_PATIENCE_MS)) return;
    this.#attempt = 0;
    this.#connect();
  }

  stop() {
    this.#drop();
    this.video.srcObject = null;
  }

  /** The server has ended what came, with whoever sent it. */
  abandon() {
    this.#isSending = false;
    this.stop();
  }

  /** @param {boolean} [isDead] nothing comes any more: what has ended is not there to be ended */
  #drop(isDead = !this.#isSending) {
    clearTimeout(this.#retry);
    clearTimeout(this.#ice);
    clearInterval(this.#watch);
    if (isDead) this.#whep?.abandon();
    else this.#whep?.close();
    this.#whep = undefined;
  }

  async #connect() {
    this.#drop();
    this.listener("connecting");
    const whep = new Whep(this.endpoint, true, (state) => whep === this.#whep && this.#iceState(state));
    this.#whep = whep;
    this.#packets = 0;
    this.#packetAt = performance.now();
    try {
      const stream = await whep.start();
      if (whep !== this.#whep) return whep.close();
      this.video.srcObject = withPicturesThatCome(stream);
      this.#watch = setInterval(() => this.#look(whep), LOOK_MS);
      whep.begun.then(() => {
        if (whep === this.#whep) this.#play();
      });
    } catch (error) {
      if (whep !== this.#whep) return whep.close();
      const status = error instanceof Refused ? error.status : 0;
      this.#drop();
      if (status === 404 || status === 410) return this.listener("over");
      this.#again();
    }
  }

  /** Plays; without a press some browsers do so only in silence. */
  async #play() {
    try {
      await this.video.play();
      if (!this.video.muted) this.listener("playing");
    } catch {
      this.video.muted = true;
      await this.video.play().catch(() => undefined);
      this.listener("blocked");
    }
  }

  /** Somebody pressed: from now on it may be heard. */
  unmute() {
    this.video.muted = false;
    this.#play();
  }

  /** @param {Whep} whep */
  async #look(whep) {
    const { packets } = await whep.count().catch(() => ({ packets: this.#packets }));
    if (whep !== this.#whep) return;
    const now = performance.now();
    if (packets > this.#packets) {
      this.#packets = packets;
      this.#packetAt = now;
      this.#attempt = 0;
    } else if (now - this.#packetAt > PACKET_PATIENCE_MS) {
      this.#drop(true);
      this.#again();
    }
  }

  #again() {
    this.listener("lost");
    if (!this.#isSending) return;
    const wait = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  /** @param {RTCIceConnectionState} state */
  #iceState(state) {
    clearTimeout(this.#ice);
    const lose = () => {
      this.#drop(true);
      this.#again();
    };
    if (state === "disconnected") this.#ice = setTimeout(lose, ICE_PATIENCE_MS);
    if (state === "failed") lose();
  }
}
