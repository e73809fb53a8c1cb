// @ts-check
import { close, open, restart } from "./signalling.js";

const MAX_BIT_RATE = 2_500_000;

/** @typedef {{ rate: number, frames: number, delay: number | null, loss: number, limited: boolean }} Health */

/** One WHIP session: a camera and a microphone, sent. */
export class Whip {
  #peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  /** @type {import("./signalling.js").Session | undefined} */
  #session;
  /** @type {{ bytes: number, at: number } | undefined} */
  #sent;

  /**
   * @param {string} endpoint
   * @param {MediaStream} stream
   * @param {(state: RTCIceConnectionState) => void} onState hears of the connection's state
   */
  constructor(endpoint, stream, onState) {
    this.endpoint = endpoint;
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    // Both sections exist in any case, so that a device can be added later without a new offer.
    this.video = this.#peer.addTransceiver(video ?? "video", {
      direction: "sendonly",
      streams: [stream],
      sendEncodings: [{ maxBitrate: MAX_BIT_RATE, maxFramerate: 30 }],
    });
    this.audio = this.#peer.addTransceiver(audio ?? "audio", { direction: "sendonly", streams: [stream] });
    preferH264(this.video);
    this.#peer.addEventListener("iceconnectionstatechange", () => onState(this.#peer.iceConnectionState));
  }

  /** Connects and begins to send. */
  async start() {
    this.#session = await open(this.#peer, this.endpoint);
    await this.#keepResolution();
  }

  /** Restarts ICE on the same session, after a change of network. */
  async restart() {
    if (!this.#session) throw new Error("not started");
    await restart(this.#peer, this.#session);
  }

  /**
   * Sends another camera or microphone in place of the one before.
   * @param {MediaStreamTrack} track
   */
  async replace(track) {
    await (track.kind === "video" ? this.video : this.audio).sender.replaceTrack(track);
  }

  /** Stops sending but leaves the session to the server, which waits for the host to come back. */
  abandon() {
    this.#peer.close();
  }

  /** Stops sending and ends the show's stream at the server. */
  end() {
    this.#peer.close();
    if (this.#session) close(this.#session);
    this.#session = undefined;
  }

  /** @returns {Promise<Health>} what goes out, and how it arrives */
  async measure() {
    const report = await this.#peer.getStats();
    /** @type {Health} */
    const health = { rate: 0, frames: 0, delay: null, loss: 0, limited: false };
    let bytes = 0;
    let at = 0;
    for (const entry of report.values()) {
      if (entry.type === "outbound-rtp") {
        bytes += entry.bytesSent ?? 0;
        at = entry.timestamp;
        if (entry.kind === "video") {
          health.frames = Math.round(entry.framesPerSecond ?? 0);
          health.limited = entry.qualityLimitationReason === "bandwidth" || entry.qualityLimitationReason === "cpu";
        }
      }
      if (entry.type === "remote-inbound-rtp" && entry.kind === "video") health.loss = Math.max(0, entry.fractionLost ?? 0);
      if (entry.type === "candidate-pair" && entry.state === "succeeded" && entry.currentRoundTripTime !== undefined) {
        health.delay = Math.round(entry.currentRoundTripTime * 1000);
      }
    }
    if (this.#sent && at > this.#sent.at) health.rate = ((bytes - this.#sent.bytes) * 8000) / (at - this.#sent.at);
    this.#sent = { bytes, at };
    return health;
  }

  /** Goods must stay sharp: where bandwidth is short, frames give way first. */
  async #keepResolution() {
    const { sender } = this.video;
    const parameters = sender.getParameters();
    if (parameters.encodings.length === 0) return;
    // A browser that can't is no reason to give up a session that stands.
    await sender.setParameters({ ...parameters, degradationPreference: "maintain-resolution" }).catch(() => undefined);
  }
}

/**
 * H.264 first: it is what every viewer and the recording take as it is.
 * @param {RTCRtpTransceiver} transceiver
 */
function preferH264(transceiver) {
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  const isH264 = (/** @type {RTCRtpCodec} */ codec) => codec.mimeType.toLowerCase() === "video/h264";
  // Packetization mode 1 before mode 0: mode 0 can't carry large frames.
  const rank = (/** @type {RTCRtpCodec} */ codec) => (isH264(codec) ? (codec.sdpFmtpLine?.includes("packetization-mode=1") ? 0 : 1) : 2);
  const sorted = [...codecs].sort((one, other) => rank(one) - rank(other));
  if (sorted.length > 0) transceiver.setCodecPreferences(sorted);
}
