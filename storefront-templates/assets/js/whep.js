// @ts-check
import { close, open } from "./signalling.js";

/**
 * One WHEP session: a picture and its sound, received.
 *
 * A picture is held back until its sound is played, and sound takes its time: some 40 ms in its
 * buffer and more in the loudspeaker's. Where nobody listens the sound isn't taken, and the
 * picture comes at once.
 */
export class Whep {
  #peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  /** @type {import("./signalling.js").Session | undefined} */
  #session;
  #stream = new MediaStream();
  /**
   * Resolves when the first media comes: until then the tracks are mute.
   * @type {Promise<void>}
   */
  begun;
  /** Sound is wanted, and is taken. */
  #wanted;
  #taken = false;
  /** @type {{ delay: number, count: number } | undefined} */
  #buffer;
  /** @type {{ frames: number, at: number } | undefined} */
  #decoded;

  /**
   * @param {string} endpoint
   * @param {boolean} sound whether somebody listens
   * @param {(state: RTCIceConnectionState) => void} onState hears of the connection's state
   */
  constructor(endpoint, sound, onState) {
    this.endpoint = endpoint;
    this.#wanted = sound;
    this.#peer.addTransceiver("video", { direction: "recvonly" });
    this.#peer.addTransceiver("audio", { direction: "recvonly" });
    this.begun = new Promise((resolve) => {
      this.#peer.addEventListener("track", ({ track }) => {
        this.#stream.addTrack(track);
        track.addEventListener("unmute", () => resolve(), { once: true });
      });
    });
    this.#peer.addEventListener("iceconnectionstatechange", () => onState(this.#peer.iceConnectionState));
  }

  /** Connects; the stream fills once media comes. */
  async start() {
    this.#session = await open(this.#peer, this.endpoint, (answer) => {
      this.#taken = this.#wanted;
      return this.#taken ? answer : withoutSound(answer);
    });
    await this.listen(this.#wanted);
    return this.#stream;
  }

  /**
   * Takes the sound as well, from the first time that it is wanted. The server sends it in any case
   * and need not know.
   * @param {boolean} wanted
   */
  async listen(wanted = true) {
    this.#wanted ||= wanted;
    if (!this.#session || !this.#wanted || this.#taken) return;
    this.#taken = true;
    await this.#peer.setLocalDescription(await this.#peer.createOffer());
    await this.#peer.setRemoteDescription({ type: "answer", sdp: this.#session.answer });
  }

  /** Ends the session here and at the server. */
  close() {
    this.#peer.close();
    if (this.#session) close(this.#session);
    this.#session = undefined;
  }

  /** Lets go of a session that the server has ended. */
  abandon() {
    this.#peer.close();
    this.#session = undefined;
  }

  /** What has come since the start: pictures decoded, and packets. */
  async count() {
    const found = { frames: 0, packets: 0 };
    for (const entry of (await this.#peer.getStats()).values()) {
      if (entry.type !== "inbound-rtp") continue;
      found.packets += entry.packetsReceived ?? 0;
      if (entry.kind === "video") found.frames = entry.framesDecoded ?? 0;
    }
    return found;
  }

  /**
   * What is received now, since the last call. `latency` in milliseconds is half the round trip to the server plus the
   * way from the last packet to the screen. What the host's own way to the server takes is not
   * known here.
   * @param {number | null} onScreen milliseconds from the last packet to the screen; without it, what
   *   the jitter buffer held back over the last interval stands in
   */
  async measure(onScreen) {
    const report = await this.#peer.getStats();
    const found = { rate: 0, width: 0, height: 0, latency: /** @type {number | null} */ (null) };
    let roundTrip = /** @type {number | undefined} */ (undefined);
    for (const entry of report.values()) {
      if (entry.type === "inbound-rtp" && entry.kind === "video") {
        found.width = entry.frameWidth ?? 0;
        found.height = entry.frameHeight ?? 0;
        found.rate = this.#rate(entry.framesDecoded ?? 0, entry.timestamp);
        const held = this.#held(entry.jitterBufferDelay ?? 0, entry.jitterBufferEmittedCount ?? 0);
        // While no picture comes out there is no delay to speak of.
        if (held !== null) found.latency = onScreen ?? held;
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

/**
 * An answer that sends no sound.
 * @param {string} answer
 */
function withoutSound(answer) {
  const sections = answer.split(/(?=^m=)/m);
  return sections.map((section) => (section.startsWith("m=audio") ? section.replace("a=sendonly", "a=inactive") : section)).join("");
}
