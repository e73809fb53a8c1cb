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
  /** @type {Promise<unknown> | undefined} */
  #loading;
  #channel;

  /** @param {string} shop */
  constructor(shop) {
    super();
    this.shop = shop;
    this.#channel = new BroadcastChannel(`vitrine-basket-${shop}`);
    this.#channel.onmessage = ({ data }) => this.heard(data);
    document.addEventListener("visibilitychange", () => document.hidden || this.load());
  }

  /** Somebody says that the basket is at `version` now. @param {unknown} version */
  heard(version) {
    if (typeof version !== "number" || version !== this.basket?.version) this.load();
  }

  /** Reads it; two at a time are one. */
  load() {
    this.#loading ??= api.basket(this.shop).then((answer) => {
      this.#loading = undefined;
      if (answer.ok) this.#take(answer.data);
    });
    return this.#loading;
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
    if (!this.basket) await this.load();
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
    if (answer.data?.lines) this.#take(answer.data);
    else this.load();
    this.#channel.postMessage(answer.data?.version ?? null);
    return answer;
  }

  /** @param {Basket} basket */
  #take(basket) {
    // An answer that was overtaken by a newer one.
    if (this.basket && basket.version < this.basket.version) return;
    this.basket = basket;
    this.dispatchEvent(new Event("change"));
  }
}
