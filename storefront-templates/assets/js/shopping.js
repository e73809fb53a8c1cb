// @ts-check
import { basketOf } from "./basket-store.js";
import { VitrineBasket } from "./basket.js";
import { failureWords } from "./checkout-steps/pay.js";
import { VitrineCheckout } from "./checkout.js";
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import { OfferedHolds } from "./offered-holds.js";
import { VitrineProduct } from "./product-view.js";
import { roomAround } from "./room-element.js";
import { VitrineSheet } from "./sheet.js";
import { say, why } from "./shop-words.js";
import { toast } from "./toast.js";
import "./ticking.js";
import { CheckoutsUnderWay, canLetGo } from "./under-way.js";

/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Checkout} Checkout */

/**
 * Shopping on this page: hears what is wished for, and opens it in the sheet inside.
 *
 * `shop`: its slug; `show`: where it is bought, if in a show; `data-account`: somebody is signed in.
 * Wishes, from anywhere on the page: `vitrine:look` and `vitrine:buy` (`{ product, variant?, quantity? }`),
 * `vitrine:basket`, `vitrine:checkout` (`{ lines?, holds?, id? }`). A checkout that was left open, and what
 * came back for somebody in line, wait in `[data-part=waiting]` until their time is over.
 */
export class VitrineShopping extends HTMLElement {
  #underWay = new CheckoutsUnderWay("", () => false);
  /** The chip of the checkout that is open, as long as that stands as it did. @type {{ print: string, view: HTMLElement } | null} */
  #openedChip = null;
  #offers = new OfferedHolds("");
  /** The chip of what is offered, as long as that is the same. @type {{ print: string, view: HTMLElement } | null} */
  #offerChip = null;
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
    this.#underWay = new CheckoutsUnderWay(this.shop, (id) => this.#sheet?.shown === "checkout" && id === this.#underWay.open?.id);
    this.#underWay.addEventListener("change", () => this.#wait(), { signal });
    this.#underWay.addEventListener("settled", (event) => this.#settled(/** @type {CustomEvent<{ checkout: Checkout }>} */ (event).detail.checkout), { signal });
    // What a window tells that was opened to pay.
    const news = new BroadcastChannel("vitrine-checkout");
    news.addEventListener("message", ({ data }) => this.#underWay.look(data), { signal });
    signal.addEventListener("abort", () => news.close(), { once: true });
    this.#offers = new OfferedHolds(this.shop);
    this.#offers.addEventListener("change", () => this.#wait(), { signal });
    this.addEventListener("vitrine:closed", () => this.#closed(), { signal });
    this.addEventListener("vitrine:step", (event) => this.#step(/** @type {CustomEvent<{ checkout: Checkout }>} */ (event).detail.checkout), { signal });
    this.addEventListener("vitrine:late", (event) => this.#late(/** @type {CustomEvent<{ checkout: Checkout }>} */ (event).detail.checkout), { signal });
    const room = roomAround(this);
    room?.addEventListener("room:offered", (event) => this.#offered(/** @type {CustomEvent<{ shop: string, hold: string }>} */ (event).detail), { signal });
    room?.addEventListener("room:checkout", (event) => this.#underWay.look(/** @type {CustomEvent<{ id: string }>} */ (event).detail.id), { signal });
    room?.addEventListener("room:stock", (event) => this.#view?.recount(/** @type {CustomEvent<{ variants: string[] }>} */ (event).detail.variants), { signal });
    // Offers and prices: what is on the picture is told with them, of anything else nothing is.
    room?.addEventListener("room:goods", () => this.#view?.refreshSoon(), { signal });
    room?.addEventListener("room:caught-up", () => this.#catchUp(), { signal });
    // A live room says by itself when all is here, and may have done so before this was.
    if (room?.localName !== "vitrine-room" || room.status === "open") this.#offers.load();
    this.#underWay.resume();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#underWay.stop();
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
    view.show(product, { show: this.show, told: (variant) => roomAround(this)?.room.stock[variant] });
    this.#sheet?.show({ name: "product", title: product.name, view }, way);
  }

  /** The product that is looked at. */
  get #view() {
    const view = this.querySelector("vitrine-product");
    return view instanceof VitrineProduct ? view : null;
  }

  /** The line was gone for a while: letters to this shopper, and counts, may have been lost (live-protocol.md). */
  #catchUp() {
    this.#offers.load();
    this.#view?.refresh();
    if (this.#underWay.open) this.#underWay.look(this.#underWay.open.id);
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
    if (this.show) view.setAttribute("show", this.show);
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
    const before = this.#underWay.open;
    this.#underWay.step(checkout);
    if (checkout.state === "paid") basketOf(this.shop).load();
    // What was offered is the checkout's by now.
    if (before?.id !== checkout.id) this.#offers.load();
  }

  /** Its answer came after one had turned to something else. @param {Checkout} checkout */
  #late(checkout) {
    this.#underWay.late(checkout);
    this.#offers.load();
  }

  #closed() {
    this.#wait();
    // What the sheet was opened with may be gone: a chip that turned into another, a word that was said.
    const { activeElement: focus } = document;
    if (focus === null || focus === document.body) this.#focus();
  }

  /** Where one goes on whose place is gone: with what is held, else with the basket. */
  #focus() {
    const start = this.querySelector("[data-part=waiting] .held") ?? document.querySelector("vitrine-basket-button a");
    if (start instanceof HTMLElement) start.focus({ preventScroll: true });
  }

  /** What is held while one does something else. */
  #wait() {
    const place = this.querySelector("[data-part=waiting]");
    if (!(place instanceof HTMLElement)) return;
    const focus = place.contains(document.activeElement) ? document.activeElement : null;
    const chips = [this.#openChip(), this.#offersChip()].filter((chip) => chip !== null);
    place.hidden = chips.length === 0;
    if (chips.length !== place.children.length || chips.some((chip, at) => chip !== place.children[at])) place.replaceChildren(...chips);
    if (!(focus instanceof HTMLElement) || focus === document.activeElement) return;
    if (focus.isConnected) focus.focus({ preventScroll: true });
    else this.#focus();
  }

  /** What came back for somebody in line, until its time is over. */
  #offersChip() {
    const { holds } = this.#offers;
    const [first] = holds;
    if (!first) return (this.#offerChip = null);
    const print = holds.map(({ id, until }) => `${id} ${until}`).join();
    if (this.#offerChip?.print === print) return this.#offerChip.view;
    const left = make("vitrine-ticking", { until: first.until, "vitrine:over": () => this.#offers.load() });
    const take = button("held", () => this.#checkout({ holds: holds.map(({ id }) => id) }), icon("clock"), make("span", {}, `${say("held-short")} `, left), make("strong", {}, say("offered-take")));
    const away = button("held-away", () => this.#offers.release(first).then((answer) => toast(answer.ok || answer.status === 404 ? say("let-gone") : why(answer))), icon("close"));
    away.setAttribute("aria-label", say("let-go"));
    away.title = say("let-go");
    this.#offerChip = { print, view: make("div.held-one", {}, take, away) };
    return this.#offerChip.view;
  }

  /** A checkout that is open while the sheet shows something else. While a bank decides, no clock runs. */
  #openChip() {
    const { open } = this.#underWay;
    if (!open || this.#sheet?.shown === "checkout") return (this.#openedChip = null);
    const isPaying = open.state === "paying";
    const print = `${open.id} ${open.state} ${open.payment?.state} ${open.until}`;
    if (this.#openedChip?.print === print) return this.#openedChip.view;
    const words = isPaying ? [say(open.payment?.action ? "held-challenge" : "held-thinking")] : [`${say("held-short")} `, make("vitrine-ticking", { until: open.until, "vitrine:over": () => this.#underWay.over() })];
    const goOn = button("held", () => this.#checkout({ id: open.id }), icon(isPaying ? "card" : "clock"), make("span", {}, ...words), make("strong", {}, say("go-on")));
    const away = button("held-away", () => this.#letGo(), icon("close"));
    away.setAttribute("aria-label", say("let-go"));
    away.title = say("let-go");
    this.#openedChip = { print, view: make("div.held-one", {}, goOn, canLetGo(open) && away) };
    return this.#openedChip.view;
  }

  async #letGo() {
    const answer = await this.#underWay.letGo();
    toast(answer.ok || answer.status === 404 ? say("let-gone") : why(answer));
  }

  /** What became of a payment while one went on watching. @param {Checkout} checkout */
  #settled({ id, state, payment, order }) {
    if (state === "paid") {
      basketOf(this.shop).load();
      return toast(say("done-toast", { number: order?.number ?? "" }));
    }
    if (payment?.state === "succeeded") return toast(`${say("given-back")} ${say("given-back-next")}`);
    // What was let go elsewhere is nothing new.
    if (!payment || (state === "closed" && !payment.failure)) return;
    const words = payment.failure ? failureWords(payment.failure, payment.method ?? "") : say("came-to-nothing");
    toast(words, state === "open" ? { label: say("go-on"), run: () => this.#checkout({ id }) } : undefined);
  }

  /** A unit came back for somebody in line, perhaps in another shop. @param {{ shop: string, hold: string }} letter */
  #offered({ shop, hold }) {
    if (shop === this.shop) {
      this.#offers.load();
      return toast(say("offered"), { label: say("offered-take"), run: () => this.#checkout({ holds: [hold] }) });
    }
    // Beside the show, which goes on here: that shop's page has it.
    toast(say("offered-elsewhere"), { label: say("offered-see"), run: () => window.open(`/shops/${encodeURIComponent(shop)}`, "_blank", "noopener") });
  }
}

customElements.define("vitrine-shopping", VitrineShopping);
