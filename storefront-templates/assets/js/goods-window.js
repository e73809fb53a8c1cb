// @ts-check
import { basketOf } from "./basket-store.js";
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import { shortAmount } from "./price.js";
import { VitrineProductCard } from "./product-card.js";
import { roomAround } from "./room-element.js";
import * as api from "./shop-api.js";
import { say, sayOr, why } from "./shop-words.js";
import { leftOf } from "./stock-count.js";
import { toast } from "./toast.js";

/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Variant} Variant */
/** @typedef {import("./room-state.js").Promo} Promo */

const SWIPE_PX = 44;
/** A press that was meant for a card that stood there a moment ago is not taken by another. */
const SETTLE_MS = 500;
/** What a replay's card says now is asked for again after so long. */
const FRESH_MS = 60_000;

/**
 * What is for sale on the picture: up to three cards. On a phone one is large (`data-front`) and the
 * others are small beside it; a swipe or a tap brings them to the front. What a replay shows was said
 * then: its cards are asked for anew, so that the price and the stock are today's.
 *
 * `shop`: its slug. The room around learns how tall this is (`--goods`), so that nothing hides behind it.
 */
class VitrineGoods extends HTMLElement {
  #cards = make("div.goods-cards", { role: "list" });
  #chips = make("p.goods-chips");
  /** What the chips were drawn from. */
  #drawn = "";
  #spoken = make("p.sr-only", { role: "status" });
  #front = "";
  /** When cards came, went or changed places by themselves. */
  #cameAt = -Infinity;
  /** @type {Map<string, { product: Product | null, at: number }>} */
  #fresh = new Map();
  #sizes = new ResizeObserver(() => this.#measure());
  #leaving = new AbortController();

  connectedCallback() {
    const room = roomAround(this);
    if (!room) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.append(this.#chips, this.#cards, this.#spoken);
    room.addEventListener("room:goods", (event) => this.#show(/** @type {CustomEvent<{ fresh: string[] }>} */ (event).detail.fresh), { signal });
    room.addEventListener("room:reset", () => this.#show([]), { signal });
    room.addEventListener("room:stock", (event) => this.#count(/** @type {CustomEvent<{ variants: string[] }>} */ (event).detail.variants), { signal });
    this.#cards.addEventListener("pointerdown", (event) => this.#swipe(event), { signal });
    this.#cards.addEventListener("click", (event) => this.#settle(event), { signal, capture: true });
    this.#sizes.observe(this);
    const row = room.querySelector(".talk-row");
    if (row) this.#sizes.observe(row);
    this.#show([]);
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#sizes.disconnect();
  }

  get #isReplay() {
    return roomAround(this)?.localName === "vitrine-replay-room";
  }

  /** @param {string[]} fresh products that have just come up */
  #show(fresh) {
    const { pins: told = [], voucher = null, free_from: freeFrom = null } = roomAround(this)?.room.goods ?? {};
    const terms = this.#isReplay ? { voucher: null, freeFrom: null } : { voucher, freeFrom };
    // They are told with the newest last; what is on the table now comes first.
    const pins = [...told].reverse();
    if (fresh.length > 0) {
      this.#front = fresh.at(-1) ?? "";
      this.#cameAt = performance.now();
      this.#spoken.textContent = say("pinned-now", { name: pins.find(({ id }) => id === this.#front)?.name ?? "" });
    }
    if (!pins.some(({ id }) => id === this.#front)) this.#front = pins[0]?.id ?? "";
    const known = new Map(this.#all().map((card) => [card.dataset.product, card]));
    const stood = [...known.keys()];
    if (stood.length > 0 && stood.join() !== pins.map(({ id }) => id).join()) this.#cameAt = performance.now();
    const cards = pins.map((pin) => {
      const card = known.get(pin.id) ?? /** @type {VitrineProductCard} */ (make("vitrine-product-card", { role: "listitem", "data-product": pin.id }));
      this.#draw(card, pin);
      return card;
    });
    for (const card of this.#all()) if (!cards.includes(card)) card.remove();
    cards.forEach((card, at) => this.#cards.children[at] !== card && this.#cards.insertBefore(card, this.#cards.children[at] ?? null));
    this.#arrange();
    this.#drawChips(terms);
    this.toggleAttribute("data-full", pins.length > 0 || this.#chips.childElementCount > 0);
    this.#measure();
  }

  #all() {
    return [...this.#cards.children].filter((card) => card instanceof VitrineProductCard);
  }

  /**
   * @param {VitrineProductCard} card
   * @param {Product} pin
   */
  #draw(card, pin) {
    const product = this.#isReplay ? this.#today(pin) : pin;
    card.show(product, (variant) => this.#left(variant));
    const url = pin.pictures[0]?.url ?? "";
    const known = card.querySelector(".goods-tab");
    const tab = known ?? card.appendChild(make("button.goods-tab", { type: "button", click: () => this.#bring(pin.id) }));
    tab.setAttribute("aria-label", say("show-name", { name: pin.name }));
    const shown = tab.querySelector("img")?.getAttribute("src") ?? "";
    if (!known || shown !== url) tab.replaceChildren(url ? make("img", { src: url, alt: "" }) : icon("tag"));
  }

  /**
   * The product as it is sold today: what was told then, until it is known.
   * @param {Product} pin
   */
  #today(pin) {
    const known = this.#fresh.get(pin.id);
    if (!known || performance.now() - known.at > FRESH_MS) {
      this.#fresh.set(pin.id, { product: known?.product ?? null, at: performance.now() });
      api.product(pin.shop.slug, pin.id).then((answer) => {
        if (answer.ok) this.#fresh.set(pin.id, { product: answer.data, at: performance.now() });
        else if (answer.status === 404 || answer.status === 410) this.#fresh.set(pin.id, { product: { ...pin, state: "archived" }, at: performance.now() });
        if (this.isConnected) this.#show([]);
      });
    }
    return known?.product ?? pin;
  }

  /** @param {Variant} variant */
  #left(variant) {
    return leftOf(variant, this.#isReplay ? undefined : roomAround(this)?.room.stock[variant.id]);
  }

  /** @param {string[]} variants */
  #count(variants) {
    const changed = new Set(variants);
    const pins = roomAround(this)?.room.goods.pins ?? [];
    for (const card of this.#all()) {
      const pin = pins.find(({ id }) => id === card.dataset.product);
      if (pin?.variants.some(({ id }) => changed.has(id))) card.show(pin, (variant) => this.#left(variant));
    }
  }

  /** @param {string} product */
  #bring(product) {
    this.#front = product;
    this.#arrange();
    const name = this.#all().find((one) => one.dataset.product === product)?.querySelector(".goods-name");
    if (name instanceof HTMLElement) name.focus({ preventScroll: true });
  }

  #arrange() {
    let behind = 0;
    for (const card of this.#all()) {
      const front = card.dataset.product === this.#front;
      card.toggleAttribute("data-front", front);
      card.toggleAttribute("data-second", !front && (behind += 1) === 2);
    }
  }

  /** @param {MouseEvent} event */
  #settle(event) {
    if (performance.now() - this.#cameAt > SETTLE_MS || event.detail === 0) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {PointerEvent} start */
  #swipe(start) {
    if (start.pointerType === "mouse") return;
    const end = new AbortController();
    const signal = AbortSignal.any([this.#leaving.signal, end.signal]);
    const move = (/** @type {PointerEvent} */ { clientX }) => {
      if (Math.abs(clientX - start.clientX) < SWIPE_PX) return;
      end.abort();
      this.#turn(clientX < start.clientX ? 1 : -1);
    };
    document.addEventListener("pointermove", move, { signal });
    for (const stop of ["pointerup", "pointercancel"]) document.addEventListener(stop, () => end.abort(), { signal });
  }

  /** @param {number} by */
  #turn(by) {
    const ids = this.#all().map((card) => card.dataset.product ?? "");
    if (ids.length < 2) return;
    this.#front = ids[(ids.indexOf(this.#front) + by + ids.length) % ids.length];
    this.#arrange();
  }

  /**
   * The shop's terms of this moment. A replay shows none: those that were told may have ended with the show.
   * @param {{ voucher: Promo | null, freeFrom: import("./money.js").Money | null }} terms
   */
  #drawChips(terms) {
    const print = JSON.stringify(terms);
    if (print === this.#drawn) return;
    this.#drawn = print;
    const { voucher, freeFrom } = terms;
    const free = freeFrom ? [make("span.goods-chip", {}, icon("truck"), say("free-from", { price: shortAmount(freeFrom) }))] : [];
    this.#chips.replaceChildren(...(voucher ? [this.#voucher(voucher)] : []), ...free);
  }

  /** @param {Promo} voucher */
  #voucher({ code, kind, percent, amount }) {
    const share = percent === null ? "" : new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 2 }).format(percent / 100);
    const words = kind === "shipping" ? say("voucher-shipping") : `−${amount ? shortAmount(amount) : share}`;
    return button("goods-chip", () => this.#use(code), icon("tag"), make("strong", {}, code), ` ${words}`);
  }

  /** @param {string} code */
  async #use(code) {
    const answer = await basketOf(this.getAttribute("shop") ?? "").setVoucher(code);
    if (!answer.ok) return toast(why(answer));
    const { problem = null } = answer.data?.voucher ?? {};
    const taken = say("voucher-taken", { code });
    if (!problem) return toast(taken);
    // One that may still count stays in the basket until it does.
    const words = sayOr(`voucher-${problem}`, "voucher-unknown");
    toast(problem === "too_little" || problem === "not_yet" ? `${taken} ${words}` : words);
  }

  /** What lies under the card has to know how tall it is. */
  #measure() {
    const room = roomAround(this);
    const row = room?.querySelector(".talk-row");
    room?.style.setProperty("--goods", `${this.hasAttribute("data-full") ? this.offsetHeight : 0}px`);
    if (row instanceof HTMLElement) room?.style.setProperty("--row", `${row.offsetHeight}px`);
  }
}

customElements.define("vitrine-goods", VitrineGoods);
