// @ts-check
import { button, make, write } from "../element.js";
import { icon } from "../icon.js";
import { priceView } from "../price.js";
import { VitrineSheet } from "../sheet.js";
import { say as sayShop } from "../shop-words.js";
import "../shopping.js";
import { toast } from "../toast.js";
import * as api from "./goods-api.js";
import { VitrineSharedBasket } from "./goods-basket.js";
import { VitrineCompared } from "./goods-compare.js";
import { VitrineFindGoods } from "./goods-find.js";
import { VitrineShownProduct, leftWords } from "./goods-product.js";
import { SharedBasket } from "./goods-store.js";
import { say, why } from "./words.js";

/** @typedef {import("./goods-api.js").Product} Product */

/** Of stock that changes elsewhere, and of a checkout that is begun, nobody tells a session: so often all is read anew. */
const RECOUNT_MS = 6000;
const NEW_MS = 2400;

/**
 * What a session is about: a row of the products its advisor has shown, and the basket that both fill. What is
 * looked at closer opens in the page's `vitrine-sheet`, where the shopper pays as well; the talk goes on.
 *
 * Inside a `vitrine-advice-call`, whose `session`, `shop`, `you` and `data-name` count here too, and which tells
 * of the server's letters by `call:welcome`, `call:basket` and `call:products`. There, `[data-goods=basket]` opens
 * the basket and has its count in `[data-part=count]`. Inside this: `[data-part=cards]`, `[data-part=paying]`,
 * `[data-goods=find]` (an advisor's) and `[data-goods=compare]`.
 */
class VitrineAdviceGoods extends HTMLElement {
  /** What was shown, the last one first; null before it is known. @type {Product[] | null} */
  #products = null;
  #basket = new SharedBasket("", false);
  /** Of two answers the one that was asked for last counts. */
  #asked = 0;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const call = this.closest("vitrine-advice-call");
    this.#basket = new SharedBasket(this.#of("session"), this.#isAdvisor);
    this.#basket.addEventListener("change", () => this.#showBasket(), { signal });
    this.#basket.addEventListener("other", (event) => this.#tellOther(/** @type {CustomEvent<import("./goods-store.js").Change>} */ (event).detail), { signal });
    call?.addEventListener("call:basket", () => this.#basket.load(), { signal });
    call?.addEventListener("call:products", () => this.#load(), { signal });
    // Letters may have been lost while the line was gone.
    call?.addEventListener("call:welcome", () => this.#loadAll(), { signal });
    call?.addEventListener("click", (event) => this.#click(event), { signal });
    document.addEventListener("goods:basket", () => this.#openBasket(), { signal });
    document.addEventListener("goods:look", (event) => this.#look(/** @type {CustomEvent<{ product: Product }>} */ (event).detail.product, true), { signal });
    document.addEventListener("goods:show", (event) => this.#put(/** @type {CustomEvent<{ product: Product }>} */ (event).detail.product), { signal });
    this.#sheet?.addEventListener("click", (event) => this.#linked(event), { signal, capture: true });
    document.addEventListener("vitrine:closed", () => this.#closed(), { signal });
    document.addEventListener("vitrine:step", (event) => this.#step(/** @type {CustomEvent<{ checkout: { state: string } }>} */ (event).detail.checkout), { signal });
    const recount = setInterval(() => !document.hidden && (this.#products?.length || this.#basket.basket?.lines.length) && this.#loadAll(), RECOUNT_MS);
    signal.addEventListener("abort", () => clearInterval(recount));
    this.#loadAll();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {string} name of the talk's */
  #of(name) {
    return this.closest("vitrine-advice-call")?.getAttribute(name) ?? "";
  }

  get #isAdvisor() {
    return this.#of("you") === "advisor";
  }

  get #name() {
    return this.#of("data-name");
  }

  get #sheet() {
    const sheet = document.querySelector("vitrine-sheet");
    return sheet instanceof VitrineSheet ? sheet : null;
  }

  /** @param {string} name */
  #part(name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  #loadAll() {
    this.#basket.load();
    this.#load();
  }

  async #load() {
    const asked = (this.#asked += 1);
    const answer = await api.shown(this.#of("session"));
    if (answer.ok && asked === this.#asked) this.#take(answer.data);
  }

  /** @param {Product[]} products */
  #take(products) {
    const before = this.#products;
    this.#products = products;
    const [first] = products;
    const isNew = before !== null && first !== undefined && first.id !== before[0]?.id;
    this.#drawCards(isNew ? first.id : "");
    this.#renewViews(products);
    if (isNew && !this.#isAdvisor) toast(say("shows-you", { name: this.#name, product: first.name }), { label: sayShop("basket-see"), run: () => this.#look(first) });
  }

  /** @param {string} fresh id of the one that was just shown */
  #drawCards(fresh) {
    const list = this.#part("cards");
    const products = this.#products ?? [];
    this.toggleAttribute("data-full", products.length > 0);
    this.querySelector("[data-goods=compare]")?.toggleAttribute("hidden", products.length < 2);
    if (!(list instanceof HTMLElement)) return;
    const known = new Map([...list.children].map((item) => [item instanceof HTMLElement ? item.dataset.product : "", item]));
    const focus = list.contains(document.activeElement) ? document.activeElement?.closest("li")?.dataset.product : undefined;
    const items = products.map((product) => {
      const print = JSON.stringify([product.name, product.pictures[0], product.variants]);
      const old = known.get(product.id);
      if (old instanceof HTMLElement && old.dataset.print === print) return old;
      return make("li", { "data-product": product.id, "data-print": print }, this.#card(product));
    });
    if (items.length !== list.children.length || items.some((item, at) => item !== list.children[at])) list.replaceChildren(...items);
    if (focus) for (const item of items) if (item instanceof HTMLElement && item.dataset.product === focus) item.querySelector("button")?.focus({ preventScroll: true });
    if (!fresh) return;
    list.scrollTo({ left: 0 });
    const card = items[0];
    card?.toggleAttribute("data-new", true);
    setTimeout(() => card?.removeAttribute("data-new"), NEW_MS);
  }

  /** @param {Product} product */
  #card(product) {
    const { url } = product.pictures[0] ?? {};
    const left = product.variants.reduce((sum, { available }) => sum + available, 0);
    const words = make("span.shown-words", {}, make("strong", {}, product.name), make("span.shown-facts", {}, priceView(product.variants, { lowest: false }), make("span", {}, leftWords(left))));
    return button("shown-card", () => this.#look(product), url ? make("img", { src: url, alt: "" }) : make("span.compare-blank", {}, icon("tag")), words);
  }

  /** What is looked at is renewed where it stands. @param {Product[]} products */
  #renewViews(products) {
    const sheet = this.#sheet;
    const look = sheet?.querySelector("vitrine-shown-product");
    const now = look instanceof VitrineShownProduct ? products.find(({ id }) => id === look.product) : undefined;
    if (look instanceof VitrineShownProduct && now) look.show(now, (variant) => this.#basket.add(variant));
    const compared = sheet?.querySelector("vitrine-compared");
    if (compared instanceof VitrineCompared) compared.show(products);
    const find = sheet?.querySelector("vitrine-find-goods");
    if (find instanceof VitrineFindGoods) find.show(this.#of("shop"), products.map(({ id }) => id));
  }

  /** @param {Event} event */
  #click(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[data-goods]") : null;
    if (!(pressed instanceof HTMLElement)) return;
    const actions = { basket: () => this.#openBasket(), find: () => this.#find(), compare: () => this.#compare() };
    const { goods } = pressed.dataset;
    if (goods && Object.hasOwn(actions, goods)) actions[/** @type {keyof typeof actions} */ (goods)]();
  }

  #openBasket() {
    const view = new VitrineSharedBasket();
    view.show(this.#basket, { shop: this.#of("shop"), name: this.#name });
    this.#sheet?.show({ name: "shared-basket", title: sayShop("basket"), view });
  }

  /** @param {Product} product @param {boolean} [compared] one came here from comparing */
  #look(product, compared = false) {
    const view = new VitrineShownProduct();
    view.show(product, (variant) => this.#basket.add(variant));
    this.#sheet?.show({ name: "shown-product", title: product.name, view, ...(compared ? { back: () => this.#compare("back") } : {}) });
    // As it is by now.
    this.#load();
  }

  /** @param {"on" | "back"} [way] */
  #compare(way = "on") {
    const view = new VitrineCompared();
    view.show(this.#products ?? []);
    this.#sheet?.show({ name: "compared", title: say("compare-title"), view }, way);
    this.#load();
  }

  #find() {
    const view = new VitrineFindGoods();
    view.show(this.#of("shop"), (this.#products ?? []).map(({ id }) => id));
    this.#sheet?.show({ name: "find-goods", title: say("show"), view });
  }

  /** Shows a product to the shopper. @param {Product} product */
  async #put(product) {
    const asked = (this.#asked += 1);
    const answer = await api.show(this.#of("session"), product.id);
    if (!answer.ok) return toast(why(answer));
    if (asked === this.#asked) this.#take(answer.data);
    toast(say("they-see", { name: this.#name, product: product.name }));
  }

  get #opener() {
    const opener = this.closest("vitrine-advice-call")?.querySelector("[data-goods=basket]");
    return opener instanceof HTMLElement ? opener : null;
  }

  /** What the sheet was opened with may be gone. */
  #closed() {
    const { activeElement: focus } = document;
    if (focus === null || focus === document.body) this.#opener?.focus({ preventScroll: true });
  }

  #showBasket() {
    const { basket, paying } = this.#basket;
    const count = basket?.count ?? 0;
    const opener = this.#opener;
    const place = opener?.querySelector("[data-part=count]");
    const words = count > 0 ? String(count) : "";
    if (place && place.textContent !== words) {
      place.textContent = words;
      place.animate({ transform: ["scale(1.35)", "none"] }, matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 240);
    }
    opener?.setAttribute("aria-label", sayShop("basket-with", { n: count }));
    const note = this.#part("paying");
    if (!note || !this.#isAdvisor) return;
    write(note, paying ? say(paying === "paid" ? "paid" : "paying", { name: this.#name }) : "");
    note.toggleAttribute("data-paid", paying === "paid");
  }

  /** @param {import("./goods-store.js").Change} change */
  #tellOther({ what, line }) {
    // Where the shopper changes their own basket on the way to pay, it is nobody else's doing.
    if (!this.#isAdvisor && what === "took-out" && document.querySelector("vitrine-basket")) return;
    const values = { name: this.#name, product: line.name };
    const words = what === "put-in" ? say("put-in", values) : what === "changed" ? say("changed", values) : say("took-out", values);
    if (this.#sheet?.shown === "shared-basket") return toast(words);
    toast(words, { label: sayShop("basket-see"), run: () => this.#openBasket() });
  }

  /** Whatever is read besides is read beside the talk. @param {Event} event */
  #linked(event) {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    link?.setAttribute("target", "_blank");
  }

  /** It is paid: from there one goes back to the talk. @param {{ state: string }} checkout */
  #step({ state }) {
    this.#basket.load();
    if (state !== "paid") return;
    queueMicrotask(() => {
      const row = this.#sheet?.querySelector(".done .row");
      if (row && !row.querySelector("[data-back]")) row.prepend(make("button.button.button-accent", { type: "button", "data-back": true, click: () => this.#sheet?.close() }, say("back-to-talk")));
    });
  }
}

customElements.define("vitrine-advice-goods", VitrineAdviceGoods);
