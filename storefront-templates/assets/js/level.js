// @ts-check
/** Shows how loud a stream is, 0 to 1, in a meter. */
export class Level {
  /** @type {AudioContext | undefined} */
  #context;
  /** @type {number | undefined} */
  #timer;

  /** @param {HTMLMeterElement | null} meter */
  constructor(meter) {
    this.meter = meter;
  }

  /** @param {MediaStream} stream */
  listen(stream) {
    this.stop();
    if (!this.meter || stream.getAudioTracks().length === 0) return;
    this.#context = new AudioContext();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const { meter } = this;
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // -60 dB reads as silence, 0 dB as full.
      const loud = power > 0 ? Math.max(0, 1 + (10 * Math.log10(power)) / 60) : 0;
      // Falls slower than it rises, as the ear expects of a meter.
      meter.value = Math.max(loud, meter.value * 0.85);
    }, 80);
  }

  stop() {
    clearInterval(this.#timer);
    this.#context?.close();
    this.#context = undefined;
    if (this.meter) this.meter.value = 0;
  }
}
