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
import { VitrineWishedGoods } from "./goods-wishes.js";
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
 * `[data-goods=find]` and `[data-goods=together]` (an advisor's), `[data-goods=wishes]` and `[data-goods=compare]`.
 */
class VitrineAdviceGoods extends HTMLElement {
  /** What was shown, the last one first; null before it is known. @type {Product[] | null} */
  #products = null;
  #basket = new SharedBasket("", false, false);
  /** What the shopper wishes for. @type {import("./goods-api.js").Wish[]} */
  #wishes = [];
  #wishesAsked = 0;
  /** Of two answers the one that was asked for last counts. */
  #asked = 0;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const call = this.closest("vitrine-advice-call");
    this.#basket = new SharedBasket(this.#of("session"), this.#isStaff, this.#of("you") === "shopper");
    this.#basket.addEventListener("change", () => this.#showBasket(), { signal });
    this.#basket.addEventListener("other", (event) => this.#tellOther(/** @type {CustomEvent<import("./goods-store.js").Change>} */ (event).detail), { signal });
    call?.addEventListener("call:basket", () => this.#loadShoppers(), { signal });
    call?.addEventListener("call:products", () => this.#load(), { signal });
    // Letters may have been lost while the line was gone.
    call?.addEventListener("call:welcome", () => this.#loadAll(), { signal });
    call?.addEventListener("click", (event) => this.#click(event), { signal });
    document.addEventListener("goods:basket", () => this.#openBasket(), { signal });
    document.addEventListener("goods:look", (event) => this.#look(/** @type {CustomEvent<{ product: Product }>} */ (event).detail.product, true), { signal });
    document.addEventListener("goods:show", (event) => this.#put(/** @type {CustomEvent<{ product: Product }>} */ (event).detail.product), { signal });
    document.addEventListener("goods:put", (event) => this.#putOne(/** @type {CustomEvent<{ variant: string }>} */ (event).detail.variant), { signal });
    // Both look at the pages themselves.
    document.addEventListener("goods:together", () => this.#sheet?.close(), { signal });
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

  get #isStaff() {
    return ["advisor", "colleague"].includes(this.#of("you"));
  }

  get #isFriend() {
    return this.#of("you") === "friend";
  }

  get #name() {
    return this.#of("data-name");
  }

  /** Those of the shop are two. */
  get #hasColleague() {
    return this.#of("you") === "colleague" || this.closest("vitrine-advice-call")?.querySelector("[data-side=colleague]") !== null;
  }

  /** Who has done what somebody of the shop did: where they are two, it was the shop. */
  get #advisorName() {
    const shop = this.closest("vitrine-advice-call")?.querySelector(".call-name > span")?.textContent;
    return this.#hasColleague && shop ? shop : this.#name;
  }

  /** From whom that is, in words; empty where it is the shopper's own. @param {boolean} advised by somebody of the shop */
  #from(advised) {
    if (advised) return this.#isStaff && !this.#hasColleague ? say("from-you") : say("from", { name: this.#advisorName });
    return this.#isStaff ? say("from", { name: this.#name }) : "";
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
    this.#loadShoppers();
    this.#load();
  }

  /** What is the shopper's: the basket and the wish list. */
  #loadShoppers() {
    this.#basket.load();
    this.#loadWishes();
  }

  async #loadWishes() {
    // They are not for a friend's eyes.
    if (this.#isFriend) return;
    const asked = (this.#wishesAsked += 1);
    const answer = await api.wishes(this.#of("session"));
    if (answer.ok && asked === this.#wishesAsked) this.#takeWishes(answer.data);
  }

  /** @param {import("./goods-api.js").Wish[]} wishes */
  #takeWishes(wishes) {
    this.#wishes = wishes;
    const opener = this.querySelector("[data-goods=wishes]");
    opener?.toggleAttribute("hidden", wishes.length === 0);
    const count = opener?.querySelector("[data-part=wish-count]");
    if (count) write(count, String(wishes.length));
    this.toggleAttribute("data-wishes", wishes.length > 0);
    this.#drawCards("");
    this.#renewViews(this.#products ?? []);
  }

  /** Who put it on the list, in words. @param {import("./goods-api.js").Wish} wish */
  #whose({ advised }) {
    return this.#from(advised);
  }

  /** @param {Product} product @returns {import("./goods-product.js").Ways} */
  #ways(product) {
    const wish = this.#wishes.find((one) => one.product.id === product.id);
    return {
      isStaff: this.#isStaff,
      isFriend: this.#isFriend,
      name: this.#name,
      put: (variant) => this.#basket.add(variant),
      wish: { wished: wish !== undefined, by: wish ? this.#whose(wish) : "" },
      setWish: (wished) => this.#setWish(product.id, wished),
    };
  }

  /** @param {string} product @param {boolean} wished */
  async #setWish(product, wished) {
    const asked = (this.#wishesAsked += 1);
    const answer = await api.setWish(this.#of("session"), product, wished);
    if (answer.ok && asked === this.#wishesAsked) this.#takeWishes(answer.data);
    return answer;
  }

  /** One of a variant, from a page that both look at. @param {string} variant */
  async #putOne(variant) {
    if (this.#isFriend) return toast(say("look-put-friend"));
    const answer = await this.#basket.add(variant);
    if (answer.ok) toast(say("look-put"), { label: sayShop("basket-see"), run: () => this.#openBasket() });
    else toast(say("look-put-failed"));
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
    if (isNew && !this.#isStaff) toast(say("shows-you", { name: this.#name, product: first.name }), { label: sayShop("basket-see"), run: () => this.#look(first) });
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
      const isWished = this.#wishes.some((wish) => wish.product.id === product.id);
      const print = JSON.stringify([product.name, product.pictures[0], product.variants, isWished]);
      const old = known.get(product.id);
      if (old instanceof HTMLElement && old.dataset.print === print) return old;
      return make("li", { "data-product": product.id, "data-print": print }, this.#card(product, isWished));
    });
    if (items.length !== list.children.length || items.some((item, at) => item !== list.children[at])) list.replaceChildren(...items);
    if (focus) for (const item of items) if (item instanceof HTMLElement && item.dataset.product === focus) item.querySelector("button")?.focus({ preventScroll: true });
    if (!fresh) return;
    list.scrollTo({ left: 0 });
    const card = items[0];
    card?.toggleAttribute("data-new", true);
    setTimeout(() => card?.removeAttribute("data-new"), NEW_MS);
  }

  /** @param {Product} product @param {boolean} isWished */
  #card(product, isWished) {
    const { url } = product.pictures[0] ?? {};
    const left = product.variants.reduce((sum, { available }) => sum + available, 0);
    const words = make("span.shown-words", {}, make("strong", {}, product.name), make("span.shown-facts", {}, priceView(product.variants, { lowest: false }), make("span", {}, leftWords(left)), isWished && make("span.shown-wished", { title: say("wishes-title") }, icon("heart-full"), make("span.sr-only", {}, say("wishes-title")))));
    return button("shown-card", () => this.#look(product), url ? make("img", { src: url, alt: "" }) : make("span.compare-blank", {}, icon("tag")), words);
  }

  /** What is looked at is renewed where it stands. @param {Product[]} products */
  #renewViews(products) {
    const sheet = this.#sheet;
    const look = sheet?.querySelector("vitrine-shown-product");
    const known = [...products, ...this.#wishes.map(({ product }) => product)];
    const now = look instanceof VitrineShownProduct ? (known.find(({ id }) => id === look.product) ?? look.shown) : null;
    if (look instanceof VitrineShownProduct && now) look.show(now, this.#ways(now));
    const compared = sheet?.querySelector("vitrine-compared");
    if (compared instanceof VitrineCompared) compared.show(products);
    const find = sheet?.querySelector("vitrine-find-goods");
    const wished = sheet?.querySelector("vitrine-wished-goods");
    if (wished instanceof VitrineWishedGoods) wished.show(this.#wishes, (wish) => this.#whose(wish));
    if (find instanceof VitrineFindGoods) find.show(this.#of("shop"), products.map(({ id }) => id));
  }

  /** @param {Event} event */
  #click(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[data-goods]") : null;
    if (!(pressed instanceof HTMLElement)) return;
    const actions = { basket: () => this.#openBasket(), find: () => this.#find(), compare: () => this.#compare(), wishes: () => this.#openWishes(), together: () => this.#lead() };
    const { goods } = pressed.dataset;
    if (goods && Object.hasOwn(actions, goods)) actions[/** @type {keyof typeof actions} */ (goods)]();
  }

  #openBasket() {
    const view = new VitrineSharedBasket();
    view.show(this.#basket, { shop: this.#of("shop"), name: this.#name, from: ({ advised }) => this.#from(advised) });
    this.#sheet?.show({ name: "shared-basket", title: sayShop("basket"), view });
  }

  #openWishes() {
    const view = new VitrineWishedGoods();
    view.show(this.#wishes, (wish) => this.#whose(wish));
    this.#sheet?.show({ name: "wished-goods", title: say("wishes-title"), view });
  }

  /** Both look at the shop's pages. */
  #lead() {
    document.dispatchEvent(new CustomEvent("goods:together", { detail: {} }));
  }

  /** @param {Product} product @param {boolean} [compared] one came here from comparing */
  #look(product, compared = false) {
    const view = new VitrineShownProduct();
    view.show(product, this.#ways(product));
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
    if (!note || !this.#isStaff) return;
    write(note, paying ? say(paying === "paid" ? "paid" : "paying", { name: this.#name }) : "");
    note.toggleAttribute("data-paid", paying === "paid");
  }

  /** @param {import("./goods-store.js").Change} change */
  #tellOther({ what, line }) {
    // Where the shopper changes their own basket on the way to pay, it is nobody else's doing.
    if (!this.#isStaff && what === "took-out" && document.querySelector("vitrine-basket")) return;
    const values = { name: line.advised ? this.#advisorName : this.#name, product: line.name };
    const words = what === "took-out" ? this.#outWords(line.name) : say(what, values);
    if (this.#sheet?.shown === "shared-basket") return toast(words);
    toast(words, { label: sayShop("basket-see"), run: () => this.#openBasket() });
  }

  /** Of what is gone nobody says who took it out: it is said where there is but one other who may. @param {string} product */
  #outWords(product) {
    const isClear = !this.#isFriend && !(this.#isStaff && this.#hasColleague);
    return isClear ? say("took-out", { name: this.#isStaff ? this.#name : this.#advisorName, product }) : say("gone-out", { product });
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
