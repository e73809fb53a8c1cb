// @ts-check
// The basket of this shopper in one shop, as this page knows it: the same in every tab, and told anew
// when another device changed it.
import * as api from "./shop-api.js";

/** @typedef {import("./shop-shapes.js").Basket} Basket */

/** @type {Map<string, BasketStore>} */
const stores = new Map();

/**
 * The basket of `shop`.
 * @param {string} shop its slug
 */
export function basketOf(shop) {
  const store = stores.get(shop) ?? new BasketStore(shop);
  stores.set(shop, store);
  return store;
}

/** `change` is dispatched whenever `basket` is another one. */
class BasketStore extends EventTarget {
  /** @type {Basket | null} */
  basket = null;
  /** @type {Promise<void> | undefined} */
  #loading;
  /** Whether something may have changed since what is being read was asked for. */
  #again = false;
  /** How many changes were answered: what was read before one of them may be of a basket that was none yet. */
  #age = 0;
  #channel;

  /** @param {string} shop */
  constructor(shop) {
    super();
    this.shop = shop;
    this.#channel = new BroadcastChannel(`vitrine-basket-${shop}`);
    this.#channel.onmessage = ({ data }) => this.heard(data);
    document.addEventListener("visibilitychange", () => document.hidden || this.load());
  }

  /** Somebody says that the basket is this one now. @param {unknown} print */
  heard(print) {
    if (this.basket === null || print !== printOf(this.basket)) this.load();
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
      const age = this.#age;
      const answer = await api.basket(this.shop);
      if (!answer.ok) continue;
      // Versions tell which of one basket's answers is the newer one; of two baskets none of that.
      if (age !== this.#age && answer.data.id !== this.basket?.id) this.#again = true;
      else this.#take(answer.data);
    }
  }

  /**
   * @param {string} variant
   * @param {number} quantity of this variant in all; 0 takes it out
   * @param {string | null} show where it is put in
   */
  async setLine(variant, quantity, show) {
    return this.#changed(await api.setLine(this.shop, variant, quantity, show));
  }

  /**
   * Puts some more of `variant` in.
   * @param {string} variant
   * @param {number} quantity
   * @param {string | null} show
   */
  async add(variant, quantity, show) {
    // What another device has put in counts too.
    await this.load();
    const had = this.basket?.lines.find((line) => line.variant === variant)?.quantity ?? 0;
    return this.setLine(variant, had + quantity, show);
  }

  /** @param {string | null} code */
  async setVoucher(code) {
    return this.#changed(await api.setVoucher(this.shop, code));
  }

  /** @param {api.Answer} answer */
  #changed(answer) {
    if (!answer.ok) return answer;
    this.#age += 1;
    if (answer.data?.lines) this.#take(answer.data);
    else this.load();
    this.#channel.postMessage(answer.data?.lines ? printOf(answer.data) : null);
    return answer;
  }

  /** @param {Basket} basket */
  #take(basket) {
    const known = this.basket;
    // An answer that was overtaken by a newer one. Of the same version the stock may be another.
    const isOld = known !== null && known.id === basket.id && basket.version < known.version;
    if (isOld || JSON.stringify(basket) === JSON.stringify(known)) return;
    this.basket = basket;
    this.dispatchEvent(new Event("change"));
  }
}

/** Which basket it is, and how it stands. @param {Basket} basket */
function printOf({ id, version }) {
  return `${id} ${version}`;
}
