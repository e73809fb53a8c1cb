// @ts-check
import { ask } from "./json-api.js";
import { shortAmount } from "./price.js";
import { VitrineOfferForm } from "./offer-form.js";
import { VitrineProductSearch } from "./product-search.js";
import { tellRefusal } from "./refusal.js";
import { roomOf } from "./room.js";
import { RunLine } from "./run-line.js";
import { RunOrder } from "./run-order.js";
import { offerOf, pin, pinNext, readRun, readWindow, showVoucher, unpin, writeRun } from "./show-window.js";
import { toast } from "./toast.js";
import { fill } from "./words.js";

/** What nobody tells of (names, prices, offers that ended) is looked up so often. */
const LOOK_MS = 20_000;
/** Things that are told at once are looked up together. */
const SOON_MS = 150;

/** @typedef {import("./show-window.js").Card} Card */
/** @typedef {import("./room-state.js").Goods} Window */

/**
 * The run of a show: its products in order, what is pinned, offers and the voucher on screen.
 *
 * `show` and `shop`: their addresses as JSON; `data-live`: products can be pinned. Other elements of
 * the room hear `run:changed` on it (`{ products, pins, next }`), and may call `togglePin`, `pinNext`,
 * `clear`, `add` and `offer`.
 */
export class VitrineRunOfShow extends HTMLElement {
  /** @type {Card[]} */
  products = [];
  /** Ids of what is pinned, the oldest first. @type {string[]} */
  pins = [];
  /** @type {Map<string, RunLine>} */
  #lines = new Map();
  #leaving = new AbortController();
  /** The one that comes next, as the server says. @type {string | null} */
  #next = null;
  /** Changes with all that is told and done here: an answer to what was asked before is old. */
  #age = 0;
  /** @type {number | undefined} */
  #soon;
  /** An order is on its way. */
  #writing = false;
  /** Another one waits for it. */
  #unwritten = false;
  /** The next product is on its way to the picture. */
  #pinning = false;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const list = this.#part("list");
    if (!list) return;
    new RunOrder(list, { signal, moved: (line) => this.#moved(line), dropped: () => this.#render() });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.#part("vouchers")?.addEventListener("change", (event) => this.#showVoucher(/** @type {HTMLSelectElement} */ (event.target)), { signal });
    this.#part("voucher")?.addEventListener("submit", (event) => event.preventDefault(), { signal });
    this.addEventListener("search:chosen", (event) => this.add(/** @type {CustomEvent<Card>} */ (event).detail), { signal });
    const room = roomOf(this);
    room?.addEventListener("room:status", () => this.#offerPins(room.status === "open"), { signal });
    for (const name of ["goods", "reset"]) room?.addEventListener(`room:${name}`, () => this.#take(room.room.goods), { signal });
    for (const name of ["stock", "goods", "reset"]) room?.addEventListener(`room:${name}`, () => this.#hearStock(room.room.stock), { signal });
    room?.addEventListener("offer:changed", () => this.look(), { signal });
    const tick = setInterval(() => this.#tick(), 1000);
    const look = setInterval(() => document.hidden || this.look(), LOOK_MS);
    signal.addEventListener("abort", () => {
      for (const timer of [tick, look]) clearInterval(timer);
      clearTimeout(this.#soon);
      this.#soon = undefined;
    });
    this.look();
    this.#lookWindow();
    this.#lookVouchers();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #show() {
    return this.getAttribute("show") ?? "";
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement | null} */ (this.querySelector(`[data-part=${name}]`));
  }

  /**
   * The product that "next" puts on the picture; none once the run is over. The server alone knows
   * what was pinned last and what is sold.
   * @returns {Card | null}
   */
  get next() {
    return this.products.find(({ id }) => id === this.#next) ?? null;
  }

  /** Asks for the run as it stands. */
  async look() {
    if (this.#writing) return;
    const age = this.#age;
    const answer = await readRun(this.#show);
    if (!answer.ok || this.#writing) return;
    if (age !== this.#age) return this.#lookSoon();
    this.products = answer.data.products;
    this.pins = answer.data.pinned;
    this.#next = answer.data.next;
    this.#render();
    const room = roomOf(this);
    if (room) this.#hearStock(room.room.stock);
  }

  #lookSoon() {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.look();
    }, SOON_MS);
  }

  async #lookWindow() {
    const answer = await readWindow(this.#show);
    if (answer.ok) this.#take(answer.data);
  }

  async #lookVouchers() {
    const answer = await ask("GET", `${this.getAttribute("shop")}/vouchers`);
    const select = this.#part("vouchers");
    if (!answer.ok || !(select instanceof HTMLSelectElement)) return;
    const chosen = select.value;
    const codes = (answer.data.items ?? []).map((/** @type {{ code: string }} */ { code }) => new Option(code, code));
    select.replaceChildren(select.options[0], ...codes);
    select.value = chosen;
  }

  /** @param {Window & { next?: string | null }} told the room's own telling does not say what comes next */
  #take(told) {
    this.#age += 1;
    this.pins = told.pins.map(({ id }) => id);
    if (told.next !== undefined) this.#next = told.next;
    // Several may sell at a time, and answers overtake each other.
    this.#lookSoon();
    const select = this.#part("vouchers");
    if (select instanceof HTMLSelectElement) {
      const code = told.voucher?.code ?? "";
      if (code && ![...select.options].some(({ value }) => value === code)) select.append(new Option(code, code));
      select.value = code;
    }
    const free = this.#part("free");
    const words = free?.querySelector("span");
    free?.toggleAttribute("hidden", !told.free_from);
    if (words && told.free_from) words.textContent = fill(words.dataset.text, { amount: shortAmount(told.free_from) });
    this.#render();
  }

  /** @param {import("./room-state.js").Room["stock"]} stock */
  #hearStock(stock) {
    let changed = false;
    for (const line of this.#lines.values()) changed = line.hear(stock) || changed;
    if (changed) this.#render();
  }

  /** @param {boolean} live */
  #offerPins(live) {
    if (live) this.setAttribute("data-live", "");
    this.#render();
  }

  #render() {
    const list = this.#part("list");
    const template = this.#part("line");
    if (!list || !(template instanceof HTMLTemplateElement)) return;
    list.removeAttribute("aria-busy");
    const known = new Set(this.products.map(({ id }) => id));
    const search = this.querySelector("vitrine-product-search");
    if (search instanceof VitrineProductSearch) search.known = known;
    for (const [id, line] of this.#lines) {
      if (known.has(id)) continue;
      line.element.remove();
      this.#lines.delete(id);
    }
    const held = list.querySelector("[data-dragging]");
    this.products.forEach((card, at) => {
      const line = this.#lines.get(card.id) ?? new RunLine(template, card, this.dataset);
      this.#lines.set(card.id, line);
      line.card = card;
      // Nothing moves while a line is in somebody's hand.
      if (!held && list.children[at] !== line.element) list.insertBefore(line.element, list.children[at] ?? null);
      line.show(at, this.pins.includes(card.id));
    });
    this.#part("empty")?.toggleAttribute("hidden", this.products.length > 0);
    const live = this.hasAttribute("data-live");
    this.#part("prepare")?.toggleAttribute("hidden", live || this.products.length === 0);
    const next = this.next;
    this.#action("next")?.toggleAttribute("disabled", !live || !next);
    this.#action("next")?.setAttribute("title", next?.name ?? "");
    this.#action("clear")?.toggleAttribute("disabled", !live || this.pins.length === 0);
    const room = roomOf(this);
    room?.dispatchEvent(new CustomEvent("run:changed", { detail: { products: this.products, pins: this.pins, next: live ? next : null } }));
  }

  /** @param {string} name */
  #action(name) {
    return this.querySelector(`.run-head [data-action=${name}]`);
  }

  #tick() {
    for (const line of this.#lines.values()) line.tick();
  }

  /** @param {Event} event */
  #click(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(button instanceof HTMLElement)) return;
    const product = button.closest("li")?.dataset.product ?? "";
    const actions = {
      next: () => this.pinNext(),
      clear: () => this.clear(),
      pin: () => this.togglePin(product),
      offer: () => this.offer(product),
      remove: () => this.#remove(product),
      "end-offer": () => this.#endOffer(product),
    };
    actions[/** @type {keyof typeof actions} */ (button.dataset.action)]?.();
  }

  /**
   * Puts a product on everyone's picture, or takes it off.
   * @param {string} product
   */
  async togglePin(product) {
    if (!this.hasAttribute("data-live")) return;
    const card = this.products.find(({ id }) => id === product);
    if (!card) return;
    const on = this.pins.includes(product);
    const answer = await (on ? unpin(this.#show, product) : pin(this.#show, product));
    if (!answer.ok && answer.slug === "pins-full") return this.#full(() => this.togglePin(product));
    this.#after(answer, on ? (this.dataset.textUnpinned ?? "") : fill(this.dataset.textPinned, { name: card.name }));
  }

  /**
   * Offers to make room.
   * @param {() => void} again what found none
   */
  #full(again) {
    const replace = async () => {
      const [oldest] = this.pins;
      const freed = await unpin(this.#show, oldest);
      if (!freed.ok) return this.#after(freed, "");
      this.#take(freed.data);
      again();
    };
    toast(this.dataset.textFull ?? "", { label: this.dataset.textReplace ?? "", run: replace });
  }

  /** Pins the next product in place of the one pinned last. */
  async pinNext() {
    // Who taps twice means one.
    if (!this.hasAttribute("data-live") || this.#pinning) return;
    this.#pinning = true;
    const answer = await pinNext(this.#show);
    this.#pinning = false;
    if (!answer.ok && answer.slug === "pins-full") return this.#full(() => this.pinNext());
    this.#after(answer, answer.ok ? fill(this.dataset.textPinned, { name: answer.data.pins.at(-1)?.name ?? "" }) : "");
  }

  /** Takes everything off the picture; it can be put back. */
  async clear() {
    const down = [...this.pins];
    if (!this.hasAttribute("data-live") || down.length === 0) return;
    const answers = await Promise.all(down.map((id) => unpin(this.#show, id)));
    const bad = answers.find((answer) => !answer.ok && answer.slug !== "not-pinned");
    this.#age += 1;
    if (bad) return this.#after(bad, "");
    this.look();
    toast(this.dataset.textUnpinned ?? "", { label: this.dataset.textUndo ?? "", run: () => this.#putBack(down) });
  }

  /** @param {string[]} products in the order they were pinned */
  async #putBack(products) {
    for (const product of products) {
      const answer = await pin(this.#show, product);
      if (!answer.ok) return this.#after(answer, "");
      this.#take(answer.data);
    }
    this.#speak(this.dataset.textBack ?? "");
  }

  /**
   * @param {import("./json-api.js").Answer} answer
   * @param {string} done
   */
  #after(answer, done) {
    if (!answer.ok) {
      tellRefusal(answer, this.dataset, "run");
      return this.#lookWindow();
    }
    if (answer.data?.pins) this.#take(answer.data);
    else this.#lookWindow();
    this.#speak(done);
  }

  /** @param {string} text */
  #speak(text) {
    const place = this.#part("spoken");
    if (place) place.textContent = text;
  }

  /** @param {HTMLElement} line */
  #moved(line) {
    const list = this.#part("list");
    const order = [...(list?.children ?? [])].map((one) => /** @type {HTMLElement} */ (one).dataset.product ?? "");
    const placed = order.flatMap((id) => this.products.find((card) => card.id === id) ?? []);
    // What another host added while it was in the hand has no place in the list yet.
    this.products = [...placed, ...this.products.filter((card) => !placed.includes(card))];
    this.#render();
    const at = order.indexOf(line.dataset.product ?? "");
    this.#speak(fill(this.dataset.textMoved, { name: this.products[at]?.name ?? "", n: at + 1 }));
    this.#write();
  }

  /**
   * Puts a product at the end of the run.
   * @param {Card} card
   */
  add(card) {
    if (this.products.some(({ id }) => id === card.id)) return;
    this.products = [...this.products, card];
    this.#render();
    this.#lines.get(card.id)?.element.scrollIntoView({ block: "nearest" });
    this.#write();
  }

  /** @param {string} product */
  #remove(product) {
    this.products = this.products.filter(({ id }) => id !== product);
    this.#render();
    this.#write();
  }

  /** One order at a time: of those that wait the newest alone is sent, so the last one made is the one that stands. */
  async #write() {
    this.#age += 1;
    this.#unwritten = true;
    if (this.#writing) return;
    this.#writing = true;
    let answer;
    while (this.#unwritten) {
      this.#unwritten = false;
      answer = await writeRun(this.#show, this.products.map(({ id }) => id));
    }
    this.#writing = false;
    this.#age += 1;
    if (answer && !answer.ok) tellRefusal(answer, this.dataset, "run");
    // What comes next may be another one now.
    this.look();
  }

  /**
   * Opens the small form of a flash price; without `product` for what was pinned last.
   * @param {string} [product]
   */
  offer(product = this.pins.at(-1)) {
    const card = this.products.find(({ id }) => id === product);
    const form = document.querySelector("vitrine-offer-form");
    if (card && form instanceof VitrineOfferForm) form.open(card);
  }

  /** @param {string} product */
  async #endOffer(product) {
    const card = this.products.find(({ id }) => id === product);
    const offer = card && offerOf(card);
    if (!offer) return;
    const answer = await ask("POST", `${this.getAttribute("shop")}/offers/${offer.id}/end`);
    if (!answer.ok) this.#after(answer, "");
    this.look();
  }

  /** @param {HTMLSelectElement} select */
  async #showVoucher(select) {
    const code = select.value || null;
    const answer = await showVoucher(this.#show, code);
    this.#after(answer, "");
    if (answer.ok) toast(code ? fill(this.dataset.textShown, { code }) : (this.dataset.textHidden ?? ""));
  }
}

customElements.define("vitrine-run-of-show", VitrineRunOfShow);
