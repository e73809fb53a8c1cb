// @ts-check
import { secondsUntil } from "./server-time.js";
import * as api from "./shop-api.js";

/** @typedef {import("./shop-shapes.js").Checkout} Checkout */

/** How often a payment that is not decided is looked at, and how seldom at last. */
const LOOK_MS = 5000;
const LOOK_LAST_MS = 60_000;

/**
 * The checkouts of one shop that this tab has begun: the one that is open, and those before it whose
 * payment a bank has yet to decide. `change` is dispatched whenever `open` is another or stands
 * otherwise, `settled` (`{ checkout }`) when a payment is decided that nobody was looking at. Knows no page.
 */
export class CheckoutsUnderWay extends EventTarget {
  /** @type {Checkout | null} */
  open = null;
  /** Ids of those before it. @type {Set<string>} */
  #deciding = new Set();
  /** @type {number | undefined} */
  #timer;
  #pause = LOOK_MS;
  #stopped = false;
  #isShown;

  /**
   * @param {string} shop its slug
   * @param {(id: string) => boolean} isShown whether somebody else looks after that one
   */
  constructor(shop, isShown) {
    super();
    this.shop = shop;
    this.#isShown = isShown;
  }

  /** The page was loaded again, or a bank's page led back. */
  async resume() {
    let lost = false;
    for (const id of recall(this.shop)) {
      const answer = await api.getCheckout(id);
      if (!answer.ok) lost ||= answer.status !== 404;
      else if (!isUnderWay(answer.data)) isCharged(answer.data) && this.#tell(answer.data);
      else if (this.open && this.open.id !== id) await this.#leave(answer.data);
      else this.step(answer.data);
    }
    if (!lost) this.#keep();
  }

  /** How one that somebody looks at stands. @param {Checkout} checkout */
  step(checkout) {
    const before = this.open;
    const isOther = before !== null && before.id !== checkout.id;
    this.#deciding.delete(checkout.id);
    if (isUnderWay(checkout)) {
      this.open = checkout;
      if (isOther) this.#leave(before);
    } else if (!isOther) {
      this.open = null;
    }
    this.#pause = LOOK_MS;
    this.#keep();
    this.dispatchEvent(new Event("change"));
  }

  /** How one stands that nobody looks at any more: its answer was on the way. @param {Checkout} checkout */
  late(checkout) {
    const isOther = this.open !== null && this.open.id !== checkout.id;
    if (!isOther) this.step(checkout);
    else if (isUnderWay(checkout)) this.#leave(checkout);
    if (isCharged(checkout) || (!isOther && checkout.payment?.failure)) this.#tell(checkout);
  }

  /** Lets the open one go: others may have it. */
  async letGo() {
    const { open } = this;
    const answer = await api.closeCheckout(open?.id ?? "");
    if (open && (answer.ok || answer.status === 404)) this.step({ ...open, state: "closed" });
    else if (open) await this.look(open.id);
    return answer;
  }

  /** Something became of that one, perhaps. @param {string} id */
  async look(id) {
    if (!this.#has(id)) return;
    const answer = await api.getCheckout(id);
    // It may have been told meanwhile.
    if (!this.#has(id)) return;
    if (answer.ok) this.#became(answer.data);
    else if (answer.status === 404) this.#forget(id);
  }

  /** By the clock here, the time of the open one is over. */
  async over() {
    const { open } = this;
    if (!open) return;
    await this.look(open.id);
    const now = this.open;
    if (now?.id === open.id && now.state === "open" && secondsUntil(now.until) === 0) this.#forget(open.id);
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** @param {string} id */
  #has(id) {
    return !this.#isShown(id) && (id === this.open?.id || this.#deciding.has(id));
  }

  /** @param {Checkout} checkout */
  #became(checkout) {
    const { id, state } = checkout;
    const isOver = state !== "paying";
    const isOpen = this.open?.id === id;
    const wasPaying = !isOpen || this.open?.state === "paying";
    if (isOpen || this.open === null) this.step(checkout);
    else if (isOver) this.#forget(id);
    if (isCharged(checkout) || (wasPaying && isOver)) this.#tell(checkout);
  }

  /** @param {Checkout} checkout */
  #tell(checkout) {
    this.dispatchEvent(new CustomEvent("settled", { detail: { checkout } }));
  }

  /** @param {string} id */
  #forget(id) {
    this.#deciding.delete(id);
    if (this.open?.id === id) this.open = null;
    this.#keep();
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Whoever begins another lets the one before go: nothing is kept from others for long without being
   * seen. What a bank decides by now is told when it has.
   * @param {Checkout} before
   */
  async #leave(before) {
    if (canLetGo(before)) {
      const answer = await api.closeCheckout(before.id);
      if (answer.ok || answer.status === 404) return;
    }
    this.#deciding.add(before.id);
    this.#keep();
  }

  #keep() {
    remember(this.shop, [...(this.open ? [this.open.id] : []), ...this.#deciding]);
    this.#watch();
  }

  /** A page without a room gets no letters, and letters get lost. */
  #watch() {
    clearTimeout(this.#timer);
    const ids = [...this.#deciding, ...(this.open?.state === "paying" ? [this.open.id] : [])];
    if (ids.length === 0 || this.#stopped) return;
    this.#timer = setTimeout(async () => {
      const pause = ids.every((id) => this.#isShown(id)) ? LOOK_MS : Math.min(this.#pause * 2, LOOK_LAST_MS);
      for (const id of ids) await this.look(id);
      this.#pause = pause;
      this.#watch();
    }, this.#pause);
  }
}

/** @param {Checkout} checkout */
function isUnderWay({ state }) {
  return state === "open" || state === "paying";
}

/** Whether money moved: for an order, or to be given back. @param {Checkout} checkout */
function isCharged({ payment }) {
  return payment?.state === "succeeded";
}

/**
 * What a bank asks may be given up, what it decides may not.
 * @param {Checkout} checkout
 */
export function canLetGo({ state, payment }) {
  return state === "open" || (state === "paying" && payment?.state === "challenge");
}

/** Storage may be closed to the page. @param {string} shop */
function recall(shop) {
  try {
    return (sessionStorage.getItem(`vitrine-checkout-${shop}`) ?? "").split(" ").filter(Boolean);
  } catch {
    return [];
  }
}

/** @param {string} shop @param {string[]} ids */
function remember(shop, ids) {
  try {
    if (ids.length > 0) sessionStorage.setItem(`vitrine-checkout-${shop}`, ids.join(" "));
    else sessionStorage.removeItem(`vitrine-checkout-${shop}`);
  } catch {
    // As above.
  }
}
