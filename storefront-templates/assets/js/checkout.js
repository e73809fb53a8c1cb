// @ts-check
import { addressStep } from "./checkout-steps/address.js";
import { challengeStep, thinkingStep } from "./checkout-steps/bank.js";
import { contactStep } from "./checkout-steps/contact.js";
import { doneStep } from "./checkout-steps/done.js";
import { expiredStep, refusedStep, settingAsideStep } from "./checkout-steps/holding.js";
import { payStep } from "./checkout-steps/pay.js";
import { recallShipping, shippingStep } from "./checkout-steps/shipping.js";
import { button, make } from "./element.js";
import { VitrineHoldLine } from "./hold-line.js";
import { roomAround } from "./room-element.js";
import * as api from "./shop-api.js";
import { say, sayOr } from "./shop-words.js";
import { slide } from "./slide.js";
import { toast } from "./toast.js";

/** @typedef {import("./shop-shapes.js").Checkout} Checkout */
/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Quote} Quote */
/** @typedef {"contact" | "address" | "shipping" | "pay"} StepName */
/** @typedef {{ shop: string, show?: string, lines?: { variant: string, quantity: number }[], holds?: string[] }} Wish */

/**
 * What a step works with.
 * @typedef {object} Desk
 * @property {Checkout} checkout
 * @property {boolean} account somebody is signed in
 * @property {Quote | null} before what was to be paid until a moment ago, where that changed
 * @property {(change: Parameters<typeof api.editCheckout>[1]) => Promise<api.Answer>} edit
 * @property {() => void} next goes on to what is missing
 * @property {(step: StepName) => void} go
 * @property {string} tried how somebody tried to pay last, as people know it; may be empty
 * @property {(method: object, tried: string) => Promise<void>} pay
 * @property {() => void} watch somebody pays elsewhere: looks at the checkout until it is another one
 * @property {() => void} leave back to watching
 */

/** @type {StepName[]} */
const STEPS = ["contact", "address", "shipping", "pay"];
const NEEDS = { contact: "email", address: "address", shipping: "shipping", pay: "" };
/** How often a payment that is not decided is looked at; less often once it takes long. */
const LOOK_MS = 1500;
const LOOK_LATER_MS = 5000;
const LONG_MS = 30_000;

/**
 * From what is set aside to an order: contact, address, shipping, pay, done, one after the other and
 * each only where it is missing. `data-account`: somebody is signed in, whose addresses are known.
 *
 * `vitrine:step` (`{ checkout }`) tells how the checkout is, `vitrine:titled` (`{ title, back }`) what
 * stands above the step and where one comes back to (`step`, `out` of the checkout, or `none`), `vitrine:leave` that the shopper goes back to watching.
 */
export class VitrineCheckout extends HTMLElement {
  /** @type {Checkout | null} */
  #checkout = null;
  /** @type {Wish | null} */
  #wish = null;
  /** @type {Product | null} */
  #product = null;
  /** Whether one has had a say in how it is sent. */
  #shippingSeen = false;
  #tried = "";
  /** Steps one came by. @type {StepName[]} */
  #trail = [];
  /** @type {Quote | null} */
  #before = null;
  #hold = new VitrineHoldLine();
  #places = make("ol.steps");
  #frame = make("div.step-frame");
  /** @type {number | undefined} */
  #looking;
  #payingSince = 0;
  /** @type {BroadcastChannel | undefined} */
  #news;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.classList.add("checkout");
    if (this.#frame.parentElement !== this) this.append(this.#hold, this.#places, this.#frame);
    this.#hold.addEventListener("vitrine:extend", () => this.#extend(), { signal });
    this.#hold.addEventListener("vitrine:over", () => this.#over(), { signal });
    this.#news = new BroadcastChannel("vitrine-checkout");
    this.#news.onmessage = ({ data }) => data === this.#checkout?.id && this.#look();
    document.addEventListener("visibilitychange", () => document.hidden || (this.#checkout && this.#look()), { signal });
    roomAround(this)?.addEventListener("room:checkout", () => this.#look(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#news?.close();
    clearTimeout(this.#looking);
  }

  /**
   * Sets aside what is wished for.
   * @param {Wish} wish
   * @param {Product | null} product the only thing wished for
   */
  async begin(wish, product) {
    this.#wish = wish;
    this.#product = product;
    this.#trail = [];
    this.#place(settingAsideStep(product), say("checkout"), "still");
    const answer = await api.openCheckout(wish);
    if (!this.isConnected) return answer.ok && this.#tell(answer.data);
    if (answer.ok && answer.data.lines.length > 0) return this.#prepare(answer.data);
    const variant = wish.lines?.length === 1 ? wish.lines[0].variant : null;
    const again = answer.ok || answer.slug === "sold-out" ? null : () => this.begin(wish, product);
    this.#hideHold();
    this.#place(refusedStep({ answer, shop: wish.shop, show: wish.show ?? null, variant, again }), say("checkout"), "on");
  }

  /** Goes on with a checkout that was begun. @param {string} id */
  async resume(id) {
    this.#place(settingAsideStep(null), say("checkout"), "still");
    const answer = await api.getCheckout(id);
    if (answer.ok) return this.#prepare(answer.data);
    this.#hideHold();
    this.#place(refusedStep({ answer, shop: "", show: null, variant: null, again: () => this.resume(id) }), say("checkout"), "on");
  }

  /** One step back; false where there is none. */
  back() {
    if (this.#trail.length < 2 || this.#checkout?.state !== "open") return false;
    this.#trail.pop();
    const step = this.#trail.pop();
    if (step) this.#go(step, "back");
    return true;
  }

  /** Fills in what is known of the shopper, so that they needn't. @param {Checkout} checkout */
  async #prepare(checkout) {
    this.#take(checkout);
    if (checkout.state === "open" && this.hasAttribute("data-account") && checkout.missing.includes("address")) {
      const known = await api.addresses();
      const list = known.ok ? (known.data.addresses ?? known.data.items ?? known.data) : [];
      const proposed = list.find?.((/** @type {any} */ one) => one.preferred) ?? list[0];
      if (proposed && checkout.countries.includes(proposed.country)) await this.#edit({ address: plainAddress(proposed) });
    }
    await this.#proposeShipping();
    if (this.isConnected) this.#show("on");
  }

  /** What was chosen last time; without that the server proposes the cheapest. */
  async #proposeShipping() {
    const { missing = [], shipping, shop } = this.#checkout ?? {};
    if (!shop || missing.includes("address") || this.#shippingSeen) return;
    const last = recallShipping(shop.slug);
    const proposed = shipping?.options.find(({ name }) => name === last);
    if (proposed && proposed.id !== shipping?.chosen) await this.#edit({ shipping: proposed.id });
  }

  /** @param {Checkout} checkout */
  #take(checkout) {
    this.#checkout = checkout;
    this.#hold.hidden = checkout.state !== "open";
    this.#hold.show(checkout.until, checkout.can_extend);
    this.#tell(checkout);
  }

  #hideHold() {
    this.#hold.hidden = true;
    this.#places.hidden = true;
  }

  /** @param {Checkout} checkout */
  #tell(checkout) {
    this.dispatchEvent(new CustomEvent("vitrine:step", { bubbles: true, detail: { checkout } }));
    if (!this.isConnected) document.querySelector("vitrine-shopping")?.dispatchEvent(new CustomEvent("vitrine:step", { detail: { checkout } }));
  }

  /** @param {Parameters<typeof api.editCheckout>[1]} change */
  async #edit(change) {
    const answer = await api.editCheckout(this.#checkout?.id ?? "", change);
    if (answer.ok) this.#take(answer.data);
    return answer;
  }

  /** The step for how the checkout is. @param {"on" | "back" | "still"} way */
  #show(way) {
    const checkout = this.#checkout;
    if (!checkout) return;
    clearTimeout(this.#looking);
    if (checkout.state === "paid") return this.#end(doneStep(this.#desk(checkout)), say("done"));
    if (checkout.state === "closed") return this.#end(expiredStep(() => this.#again(checkout)), say("checkout"));
    if (checkout.state === "paying") return this.#bank(checkout);
    const missing = STEPS.find((one) => checkout.missing.includes(/** @type {"email"} */ (NEEDS[one])));
    this.#go(missing ?? (this.#asksShipping(checkout) ? "shipping" : "pay"), way);
  }

  /** Who is new here chooses once how it is sent, where there is a choice. @param {Checkout} checkout */
  #asksShipping({ shipping, shop, payment }) {
    const known = this.hasAttribute("data-account") || this.#shippingSeen || payment !== null || recallShipping(shop.slug) !== null;
    return shipping.options.length > 1 && !known;
  }

  /** @param {HTMLElement} view @param {string} title */
  #end(view, title) {
    this.#hideHold();
    this.#trail = [];
    this.#place(view, title, "on");
  }

  /** @param {StepName} step @param {"on" | "back" | "still"} way */
  #go(step, way) {
    const checkout = this.#checkout;
    if (!checkout) return;
    if (this.#trail.at(-1) !== step) this.#trail.push(step);
    if (step === "shipping") this.#shippingSeen = true;
    const desk = this.#desk(checkout);
    const view = { contact: contactStep, address: addressStep, shipping: shippingStep, pay: payStep }[step](desk);
    this.#drawPlaces(step, checkout);
    this.#place(view, say(`step-${step}`), way);
  }

  /** @param {Checkout} checkout @returns {Desk} */
  #desk(checkout) {
    return {
      checkout,
      account: this.hasAttribute("data-account"),
      before: this.#before,
      tried: this.#tried,
      edit: (change) => this.#edit(change),
      next: () => this.#proposeShipping().then(() => this.#show("on")),
      go: (step) => this.#go(step, STEPS.indexOf(step) < STEPS.indexOf(this.#trail.at(-1) ?? "pay") ? "back" : "on"),
      pay: (method, tried) => this.#pay(method, tried),
      watch: () => this.#watch(),
      leave: () => this.dispatchEvent(new CustomEvent("vitrine:leave", { bubbles: true })),
    };
  }

  /**
   * Where one is on the way, and the way back to what is done.
   * @param {StepName} now
   * @param {Checkout} checkout
   */
  #drawPlaces(now, checkout) {
    this.#places.hidden = false;
    this.#places.replaceChildren(
      ...STEPS.map((step) => {
        const done = step !== now && step !== "pay" && !checkout.missing.includes(/** @type {"email"} */ (NEEDS[step]));
        const name = say(`step-${step}`);
        return make("li", step === now ? { "aria-current": "step" } : done ? { "data-done": true } : {}, done ? button("step-name", () => this.#go(step, "back"), name) : make("span.step-name", {}, name));
      }),
    );
  }

  /** @param {HTMLElement} view @param {string} title @param {"on" | "back" | "still"} way */
  #place(view, title, way) {
    const back = this.#trail.length === 0 ? "none" : this.#trail.length === 1 ? "out" : "step";
    slide(this.#frame, view, way);
    this.dispatchEvent(new CustomEvent("vitrine:titled", { bubbles: true, detail: { title, back } }));
    // Where the focus was is gone: it goes on in the step, which says what it is.
    view.setAttribute("role", "group");
    view.setAttribute("aria-label", title);
    view.tabIndex = -1;
    const start = view.querySelector("[data-start]") ?? view;
    if (start instanceof HTMLElement && way !== "still") start.focus({ preventScroll: true });
  }

  /** The time is over here; once more, should the server's last second be a longer one. */
  async #over() {
    await this.#look();
    if (this.isConnected && this.#checkout?.state === "open") this.#looking = setTimeout(() => this.#look(), LOOK_MS);
  }

  async #extend() {
    const answer = await api.extendCheckout(this.#checkout?.id ?? "");
    if (!answer.ok) return this.#look();
    if (answer.data?.until) this.#take(answer.data);
    else await this.#look();
    toast(say("hold-kept"));
  }

  /** @param {object} method @param {string} tried */
  async #pay(method, tried) {
    const checkout = this.#checkout;
    if (!checkout) return;
    this.#tried = tried;
    this.#payingSince = performance.now();
    const answer = await api.pay(checkout.id, checkout.quote.total, method);
    this.#before = null;
    if (answer.ok) {
      this.#take(answer.data);
      return this.#show("on");
    }
    if (answer.slug === "total-changed") this.#before = checkout.quote;
    else toast(sayOr(`why-${answer.slug}`, "why-else"));
    // Whether it was done is the checkout's to say.
    await this.#look(true);
  }

  #watch() {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => this.#look().then(() => this.#checkout?.state === "open" && this.isConnected && this.#watch()), LOOK_LATER_MS);
  }

  /** @param {Checkout} checkout */
  #bank(checkout) {
    const { action } = checkout.payment ?? {};
    this.#trail = [];
    this.#places.hidden = true;
    const page = action?.kind === "page" ? action.url : action?.kind === "client" ? `/checkouts/${checkout.id}/pay` : null;
    const view = page ? challengeStep(page) : thinkingStep();
    const shown = this.#frame.firstElementChild;
    if (!(shown instanceof HTMLElement) || shown.dataset.step !== view.dataset.step) this.#place(view, say("step-pay"), "on");
    const long = performance.now() - this.#payingSince > LONG_MS;
    if (long) view.toggleAttribute("data-long", true);
    if (shown instanceof HTMLElement) shown.toggleAttribute("data-long", long);
    this.#looking = setTimeout(() => this.#look(), long ? LOOK_LATER_MS : LOOK_MS);
  }

  /**
   * Reads the checkout again, and shows what is another one now.
   * @param {boolean} [always] draws the step again in any case
   */
  async #look(always = false) {
    clearTimeout(this.#looking);
    const before = this.#checkout;
    if (!before || before.state === "paid" || before.state === "closed") return;
    const answer = await api.getCheckout(before.id);
    if (!this.isConnected) return;
    if (!answer.ok) {
      if (answer.status === 404) return this.#end(expiredStep(() => this.#again(before)), say("checkout"));
      if (before.state === "paying") this.#looking = setTimeout(() => this.#look(), LOOK_MS);
      if (always) this.#show("still");
      return;
    }
    this.#take(answer.data);
    const paying = answer.data.state === "paying";
    if (always || paying || answer.data.state !== before.state || answer.data.quote.total.minor !== before.quote.total.minor) this.#show(paying || always ? "still" : "on");
  }

  /** The time was over: the same once more. @param {Checkout} checkout */
  #again(checkout) {
    const lines = checkout.lines.map(({ variant, quantity }) => ({ variant, quantity }));
    const wish = this.#wish && !this.#wish.holds ? this.#wish : { shop: checkout.shop.slug, ...(this.#wish?.show ? { show: this.#wish.show } : {}), lines };
    this.begin(wish, this.#product);
  }
}

/** @param {any} saved */
function plainAddress({ name, line1, line2, postal_code, city, region, country, phone }) {
  return { name, line1, line2: line2 ?? "", postal_code, city, region: region ?? "", country, phone: phone ?? "" };
}

customElements.define("vitrine-checkout", VitrineCheckout);
