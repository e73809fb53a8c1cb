// @ts-check
// The shopper's basket as both of a session see it, and who of them changed what.
import * as api from "./goods-api.js";

/** @typedef {import("./goods-api.js").Basket} Basket */
/** @typedef {import("./goods-api.js").Line} Line */
/** What the other one did. @typedef {{ what: "put-in" | "changed" | "took-out", line: Line }} Change */

/**
 * `change` is dispatched whenever `basket` or `paying` is another one, `other` (a `CustomEvent<Change>`) for each
 * thing that the other one did with it, once there was one to compare with.
 */
export class SharedBasket extends EventTarget {
  /** @type {Basket | null} */
  basket = null;
  /** @type {import("./goods-api.js").Paying} */
  paying = null;
  /** What was asked for here last, by variant: whatever comes to be so is no news. @type {Map<string, number>} */
  #own = new Map();
  /** @type {Promise<void> | undefined} */
  #loading;
  #again = false;

  /**
   * @param {string} session
   * @param {boolean} isAdvisor whoever looks is of the shop
   * @param {boolean} pays and this is the shopper themselves
   */
  constructor(session, isAdvisor, pays) {
    super();
    this.session = session;
    this.isAdvisor = isAdvisor;
    this.pays = pays;
  }

  /** Reads it; asked for while it reads, it reads once more. */
  load() {
    this.#again = true;
    this.#loading ??= this.#read().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #read() {
    while (this.#again) {
      this.#again = false;
      const answer = await api.basket(this.session);
      if (answer.ok) this.#take(answer.data);
    }
  }

  /**
   * @param {string} variant
   * @param {number} quantity of this variant in all; 0 takes it out
   */
  async setLine(variant, quantity) {
    this.#own.set(variant, quantity);
    const answer = await api.setLine(this.session, variant, quantity);
    if (answer.ok) this.#take(answer.data);
    else this.#own.delete(variant);
    return answer;
  }

  /**
   * So many more of `variant` than there are by then, whoever put those in.
   * @param {string} variant
   * @param {number} by
   * @param {() => void} [done] hears of it before it shows
   */
  async changeLine(variant, by, done) {
    const answer = await api.changeLine(this.session, variant, by);
    if (answer.ok) {
      done?.();
      this.#own.set(variant, this.#quantityOf(answer.data.basket, variant));
      this.#take(answer.data);
    }
    return answer;
  }

  /** Puts one more of `variant` in. @param {string} variant */
  add(variant) {
    return this.changeLine(variant, 1);
  }

  /** @param {Basket | null} basket @param {string} variant */
  #quantityOf(basket, variant) {
    return basket?.lines.find((line) => line.variant === variant)?.quantity ?? 0;
  }

  /** @param {import("./goods-api.js").Shared} shared */
  #take({ basket, checkout }) {
    const known = this.basket;
    // An answer that was overtaken by a newer one.
    if (known !== null && known.id === basket.id && basket.version < known.version) return;
    if (JSON.stringify(basket) === JSON.stringify(known) && checkout === this.paying) return;
    const wasPaying = this.paying !== null;
    this.basket = basket;
    this.paying = checkout;
    this.dispatchEvent(new Event("change"));
    if (known) for (const change of this.#others(known, basket, wasPaying || checkout !== null)) this.dispatchEvent(new CustomEvent("other", { detail: change }));
  }

  /**
   * @param {Basket} before
   * @param {Basket} now
   * @param {boolean} isPaying what is paid for leaves the basket, and nobody took it out
   * @returns {Change[]}
   */
  #others(before, now, isPaying) {
    /** @type {Change[]} */
    const changes = [];
    for (const line of now.lines) {
      const had = this.#quantityOf(before, line.variant);
      if (had === line.quantity || this.#isOwn(line.variant, line.quantity) || line.advised === this.isAdvisor) continue;
      changes.push({ what: had === 0 ? "put-in" : "changed", line });
    }
    for (const line of before.lines) {
      const isThere = now.lines.some(({ variant }) => variant === line.variant);
      if (!isThere && !isPaying && !this.#isOwn(line.variant, 0)) changes.push({ what: "took-out", line });
    }
    return changes;
  }

  /** @param {string} variant @param {number} quantity */
  #isOwn(variant, quantity) {
    const isOwn = this.#own.get(variant) === quantity;
    // Should the other one do the same again later, that is theirs.
    if (!isOwn) this.#own.delete(variant);
    return isOwn;
  }
}
