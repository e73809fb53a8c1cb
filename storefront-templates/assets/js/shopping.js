// @ts-check
import { basketOf } from "./basket-store.js";
import { VitrineBasket } from "./basket.js";
import { VitrineCheckout } from "./checkout.js";
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import { VitrineProduct } from "./product-view.js";
import { roomAround } from "./room-element.js";
import { VitrineSheet } from "./sheet.js";
import * as api from "./shop-api.js";
import { say } from "./shop-words.js";
import { toast } from "./toast.js";
import "./ticking.js";

/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Checkout} Checkout */

/**
 * Shopping on this page: hears what is wished for, and opens it in the sheet inside.
 *
 * `shop`: its slug; `show`: where it is bought, if in a show; `data-account`: somebody is signed in.
 * Wishes, from anywhere on the page: `vitrine:look` and `vitrine:buy` (`{ product, variant?, quantity? }`),
 * `vitrine:basket`, `vitrine:checkout` (`{ lines?, holds?, id? }`). A checkout that was left open waits in
 * `[data-part=waiting]` until its time is over.
 */
export class VitrineShopping extends HTMLElement {
  /** The checkout that is open. @type {Checkout | null} */
  #open = null;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) =>
      document.addEventListener(`vitrine:${name}`, (event) => act(/** @type {CustomEvent} */ (event).detail ?? {}), { signal });
    on("look", (wish) => this.#look(wish.product));
    on("buy", (wish) => this.#buy(wish));
    on("basket", () => this.#basket());
    on("checkout", (wish) => this.#checkout(wish));
    this.addEventListener("vitrine:closed", () => this.#wait(), { signal });
    this.addEventListener("vitrine:step", (event) => this.#step(/** @type {CustomEvent<{ checkout: Checkout }>} */ (event).detail.checkout), { signal });
    const room = roomAround(this);
    room?.addEventListener("room:offered", (event) => this.#offered(/** @type {CustomEvent<{ variant: string, hold: string }>} */ (event).detail), { signal });
    room?.addEventListener("room:checkout", (event) => this.#settled(/** @type {CustomEvent<{ id: string }>} */ (event).detail.id), { signal });
    room?.addEventListener("room:stock", () => this.#recount(), { signal });
    this.#resume();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #sheet() {
    const sheet = this.querySelector("vitrine-sheet");
    return sheet instanceof VitrineSheet ? sheet : null;
  }

  get shop() {
    return this.getAttribute("shop") ?? "";
  }

  get show() {
    return this.getAttribute("show");
  }

  /**
   * @param {Product} product
   * @param {"on" | "back"} [way]
   */
  #look(product, way = "on") {
    const view = new VitrineProduct();
    view.show(product, { show: this.show, left: (id) => roomAround(this)?.room.stock[id]?.left });
    this.#sheet?.show({ name: "product", title: product.name, view }, way);
  }

  /** The room's stock changed while a product is looked at. */
  #recount() {
    const view = this.querySelector("vitrine-product");
    if (view instanceof VitrineProduct) view.recount();
  }

  /** @param {{ product?: Product, variant?: string, quantity?: number }} wish */
  #buy({ product, variant, quantity = 1 }) {
    const only = product?.variants.length === 1 ? product.variants[0].id : undefined;
    const chosen = variant ?? only;
    if (chosen) return this.#checkout({ lines: [{ variant: chosen, quantity }], product });
    if (product) this.#look(product);
  }

  /** @param {"on" | "back"} [way] */
  #basket(way = "on") {
    const view = new VitrineBasket();
    view.setAttribute("shop", this.shop);
    this.#sheet?.show({ name: "basket", title: say("basket"), view }, way);
  }

  /**
   * @param {{ lines?: { variant: string, quantity: number }[], holds?: string[], id?: string, product?: Product }} wish
   */
  #checkout({ lines, holds, id, product }) {
    const view = new VitrineCheckout();
    view.toggleAttribute("data-account", this.hasAttribute("data-account"));
    const from = product ? () => this.#look(product, "back") : lines || holds || id ? undefined : () => this.#basket("back");
    this.#sheet?.show({ name: "checkout", title: say("checkout"), view, back: () => view.back() || from?.() });
    view.addEventListener("vitrine:titled", (event) => {
      const { title, back } = /** @type {CustomEvent<{ title: string, back: string }>} */ (event).detail;
      this.#sheet?.retitle(title, back === "step" || (back === "out" && from !== undefined));
    });
    view.addEventListener("vitrine:leave", () => this.#sheet?.close());
    if (id) return view.resume(id);
    const wish = { shop: this.shop, ...(this.show ? { show: this.show } : {}), ...(lines ? { lines } : {}), ...(holds ? { holds } : {}) };
    view.begin(wish, product ?? null);
  }

  /** @param {Checkout} checkout */
  #step(checkout) {
    const before = this.#open;
    // Whoever begins another lets the one before go: nothing is kept from others for long without being seen.
    if (before && before.id !== checkout.id && before.state === "open" && checkout.state === "open") api.closeCheckout(before.id);
    this.#open = checkout.state === "open" || checkout.state === "paying" ? checkout : null;
    remember(this.shop, this.#open?.id ?? null);
    if (checkout.state === "paid") basketOf(this.shop).load();
    this.#wait();
  }

  /** A checkout that is open while the sheet is closed. */
  #wait() {
    const place = this.querySelector("[data-part=waiting]");
    if (!(place instanceof HTMLElement)) return;
    const open = this.#open;
    place.hidden = !open || this.#sheet?.shown === "checkout";
    if (!open || place.hidden) return void place.replaceChildren();
    const left = make("vitrine-ticking", { until: open.until, "vitrine:over": () => this.#over() });
    const away = button("held-away", () => this.#letGo(open), icon("close"));
    away.setAttribute("aria-label", say("let-go"));
    away.title = say("let-go");
    place.replaceChildren(button("held", () => this.#checkout({ id: open.id }), icon("clock"), make("span", {}, `${say("held-short")} `, left), make("strong", {}, say("go-on"))), ...(open.state === "open" ? [away] : []));
  }

  /** @param {Checkout} open */
  async #letGo(open) {
    const answer = await api.closeCheckout(open.id);
    if (!answer.ok && answer.status !== 404) return toast(say("why-else"));
    this.#over();
    toast(say("let-gone"));
  }

  #over() {
    this.#open = null;
    remember(this.shop, null);
    this.#wait();
  }

  /** The page was loaded again, or the bank's page led back. */
  async #resume() {
    const id = recall(this.shop);
    if (!id) return;
    const answer = await api.getCheckout(id);
    if (!answer.ok) return answer.status === 404 && remember(this.shop, null);
    this.#step(answer.data);
  }

  /** What became of a payment while one went on watching. @param {string} id */
  async #settled(id) {
    if (id !== this.#open?.id || this.#sheet?.shown === "checkout") return;
    const answer = await api.getCheckout(id);
    if (!answer.ok) return;
    this.#step(answer.data);
    if (answer.data.state === "paid") toast(say("done-toast", { number: answer.data.order?.number ?? "" }));
  }

  /** A unit came back for somebody in line. @param {{ variant: string, hold: string }} letter */
  #offered({ hold }) {
    toast(say("offered"), { label: say("offered-take"), run: () => this.#checkout({ holds: [hold] }) });
  }
}

/** Storage may be closed to the page. @param {string} shop */
function recall(shop) {
  try {
    return sessionStorage.getItem(`vitrine-checkout-${shop}`);
  } catch {
    return null;
  }
}

/** @param {string} shop @param {string | null} id */
function remember(shop, id) {
  try {
    if (id) sessionStorage.setItem(`vitrine-checkout-${shop}`, id);
    else sessionStorage.removeItem(`vitrine-checkout-${shop}`);
  } catch {
    // As above.
  }
}

customElements.define("vitrine-shopping", VitrineShopping);
