// @ts-check
/** The middle of a few is not moved by one late picture. */
const KEPT = 5;

/**
 * How long pictures take from their last packet to the screen, by the browser's own account:
 * jitter buffer, decoder and compositor together.
 */
export class OnScreenDelay {
  /** @type {number[]} */
  #delays = [];
  #waiting = false;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
  }

  /** Forgets what was: another session's pictures come. */
  reset() {
    this.#delays = [];
  }

  /** Looks at the next picture. One, not each: being told of a picture keeps the page awake. */
  look() {
    // Not every browser tells of pictures, nor when one was received.
    if (this.#waiting || !this.video.requestVideoFrameCallback) return;
    this.#waiting = true;
    this.video.requestVideoFrameCallback((_, { receiveTime, expectedDisplayTime }) => {
      this.#waiting = false;
      if (receiveTime === undefined) return;
      this.#delays.push(Math.max(0, expectedDisplayTime - receiveTime));
      if (this.#delays.length > KEPT) this.#delays.shift();
    });
  }

  /** In milliseconds; null where the browser doesn't say. */
  get middle() {
    const sorted = [...this.#delays].sort((one, other) => one - other);
    return sorted[sorted.length >> 1] ?? null;
  }
}
