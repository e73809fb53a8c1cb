// @ts-check
/** Two tones, as of a small bell: how high (Hz), and when (s). */
const TONES = [
  { hertz: 880, at: 0 },
  { hertz: 1174.7, at: 0.18 },
];
const LOUDNESS = 0.12;
const FADES_S = 0.7;
const AGAIN_MS = 2500;

/** All that ring on this page. @type {Set<Ringer>} */
const ringing = new Set();
/** The page's title before the first of them rang. */
let title = "";

/**
 * Rings at whoever sits at this page: a sound, once the page was touched (browsers allow none before), the
 * tab's title, and a notification where that is allowed and nobody looks.
 */
export class Ringer {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {number | undefined} */
  #timer;
  /** @type {Notification | null} */
  #notice = null;

  /** @param {AbortSignal} signal of the page being left */
  constructor(signal) {
    for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, () => this.#unlock(), { signal });
    // Whoever has pressed something already need not again.
    if (navigator.userActivation?.hasBeenActive) this.#unlock();
    signal.addEventListener("abort", () => {
      this.stop();
      this.#context?.close();
    });
  }

  #unlock() {
    this.#context ??= new AudioContext();
    if (this.#context.state === "suspended") this.#context.resume().catch(() => undefined);
  }

  /** @param {string} text who it is */
  start(text) {
    this.stop();
    if (ringing.size === 0) title = document.title;
    ringing.add(this);
    let isOdd = false;
    const ring = () => {
      isOdd = !isOdd;
      document.title = isOdd ? `● ${text}` : title;
      this.#sound();
    };
    ring();
    this.#timer = setInterval(ring, AGAIN_MS);
    if (document.hidden) this.#notify(text);
  }

  stop() {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    ringing.delete(this);
    document.title = title;
    this.#notice?.close();
    this.#notice = null;
  }

  #sound() {
    const context = this.#context;
    if (context?.state !== "running") return;
    for (const { hertz, at } of TONES) {
      const begin = context.currentTime + at;
      const tone = new OscillatorNode(context, { type: "sine", frequency: hertz });
      const loud = new GainNode(context, { gain: 0 });
      loud.gain.setValueAtTime(0, begin);
      loud.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.01);
      loud.gain.exponentialRampToValueAtTime(0.0001, begin + FADES_S);
      tone.connect(loud).connect(context.destination);
      tone.start(begin);
      tone.stop(begin + FADES_S);
    }
  }

  /** @param {string} text */
  #notify(text) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    try {
      this.#notice = new Notification(text, { tag: "vitrine-advice" });
      this.#notice.addEventListener("click", () => window.focus());
    } catch {
      // Phones give notifications to service workers alone.
    }
  }
}
