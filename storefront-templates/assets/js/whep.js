// @ts-check
import { close, open } from "./signalling.js";

/** One WHEP session: a picture and its sound, received. */
export class Whep {
  #peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  /** @type {import("./signalling.js").Session | undefined} */
  #session;
  #stream = new MediaStream();
  /** @type {{ delay: number, count: number } | undefined} */
  #buffer;
  /** @type {{ frames: number, at: number } | undefined} */
  #decoded;

  /**
   * @param {string} endpoint
   * @param {(state: RTCIceConnectionState) => void} onState hears of the connection's state
   */
  constructor(endpoint, onState) {
    this.endpoint = endpoint;
    this.#peer.addTransceiver("video", { direction: "recvonly" });
    this.#peer.addTransceiver("audio", { direction: "recvonly" });
    this.#peer.addEventListener("track", ({ track }) => this.#stream.addTrack(track));
    this.#peer.addEventListener("iceconnectionstatechange", () => onState(this.#peer.iceConnectionState));
  }

  /** Connects; the stream fills once media comes. */
  async start() {
    this.#session = await open(this.#peer, this.endpoint);
    return this.#stream;
  }

  /** Ends the session here and at the server. */
  close() {
    this.#peer.close();
    if (this.#session) close(this.#session);
    this.#session = undefined;
  }

  /**
   * What is received now. `latency` in milliseconds is half the round trip to the server plus what
   * the jitter buffer held back over the last interval.
   */
  async measure() {
    const report = await this.#peer.getStats();
    const found = { frames: 0, packets: 0, rate: 0, width: 0, height: 0, latency: /** @type {number | null} */ (null) };
    let roundTrip = /** @type {number | undefined} */ (undefined);
    for (const entry of report.values()) {
      if (entry.type === "inbound-rtp") found.packets += entry.packetsReceived ?? 0;
      if (entry.type === "inbound-rtp" && entry.kind === "video") {
        found.frames = entry.framesDecoded ?? 0;
        found.width = entry.frameWidth ?? 0;
        found.height = entry.frameHeight ?? 0;
        found.rate = this.#rate(found.frames, entry.timestamp);
        found.latency = this.#held(entry.jitterBufferDelay ?? 0, entry.jitterBufferEmittedCount ?? 0);
      }
      if (entry.type === "candidate-pair" && entry.state === "succeeded" && entry.currentRoundTripTime !== undefined) {
        roundTrip = Math.min(roundTrip ?? Infinity, entry.currentRoundTripTime * 1000);
      }
    }
    if (found.latency !== null) found.latency = Math.round(found.latency + (roundTrip ?? 0) / 2);
    return found;
  }

  /**
   * Mean time in the jitter buffer since the last look, in milliseconds.
   * @param {number} delay
   * @param {number} count
   */
  #held(delay, count) {
    const before = this.#buffer ?? { delay: 0, count: 0 };
    if (count <= before.count) return null;
    this.#buffer = { delay, count };
    return ((delay - before.delay) / (count - before.count)) * 1000;
  }

  /**
   * Frames a second since the last look.
   * @param {number} frames
   * @param {number} at
   */
  #rate(frames, at) {
    const before = this.#decoded;
    this.#decoded = { frames, at };
    if (!before || at <= before.at) return 0;
    return Math.round(((frames - before.frames) * 1000) / (at - before.at));
  }
}
