// @ts-check
import { secondsUntil } from "./server-time.js";
import * as api from "./shop-api.js";

/** @typedef {import("./shop-shapes.js").Hold} Hold */

/**
 * What is held for this shopper in one shop and is in no checkout yet: units that came back while they
 * were in line. `change` is dispatched whenever that is something else. Knows no page.
 */
export class OfferedHolds extends EventTarget {
  /** Those that run out first come first. @type {Hold[]} */
  holds = [];
  #asked = false;
  #loading = false;

  /** @param {string} shop its slug */
  constructor(shop) {
    super();
    this.shop = shop;
  }

  /** Reads them; asked for while it reads, it reads once more. */
  async load() {
    this.#asked = true;
    if (this.#loading) return;
    this.#loading = true;
    while (this.#asked) {
      this.#asked = false;
      const answer = await api.holds(this.shop);
      if (answer.ok) this.#take(answer.data.items ?? []);
    }
    this.#loading = false;
  }

  /** Gives units back, for the next in line. @param {Hold} hold */
  async release({ id }) {
    const answer = await api.releaseHold(this.shop, id);
    await this.load();
    return answer;
  }

  /** @param {Hold[]} all */
  #take(all) {
    const holds = all
      .filter(({ state, checkout, until }) => state === "held" && checkout === null && (secondsUntil(until) ?? 0) > 0)
      .sort((a, b) => Date.parse(a.until) - Date.parse(b.until));
    const print = (/** @type {Hold[]} */ some) => some.map(({ id, until }) => `${id} ${until}`).join();
    if (print(holds) === print(this.holds)) return;
    this.holds = holds;
    this.dispatchEvent(new Event("change"));
  }
}
