// @ts-check
/** What changes elsewhere is looked at so often, and less often once it takes long. */
const SOON_MS = 1500;
const LATER_MS = 5000;
const LONG_MS = 30_000;

/** When something that changes elsewhere is looked at again: one look is to come at a time, or none. */
export class Looks {
  /** @type {number | undefined} */
  #timer;
  #since = 0;
  #look;

  /** @param {() => unknown} look */
  constructor(look) {
    this.#look = look;
  }

  /** From now on it is waited for. */
  begin() {
    this.#since = performance.now();
  }

  /** Whether it has been waited for long. */
  get isLong() {
    return performance.now() - this.#since > LONG_MS;
  }

  /** @param {() => unknown} [look] another way to look than always */
  soon(look = this.#look) {
    this.#in(SOON_MS, look);
  }

  /** @param {() => unknown} [look] another way to look than always */
  later(look = this.#look) {
    this.#in(LATER_MS, look);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** @param {number} ms @param {() => unknown} look */
  #in(ms, look) {
    this.stop();
    this.#timer = setTimeout(look, ms);
  }
}
