// @ts-check
import { addressStep, plainAddress } from "./checkout-steps/address.js";
import { challengeStep, thinkingStep } from "./checkout-steps/bank.js";
import { contactStep } from "./checkout-steps/contact.js";
import { doneStep } from "./checkout-steps/done.js";
import { placeStep } from "./checkout-steps/frame.js";
import { expiredStep, givenBackStep, refusedStep, settingAsideStep } from "./checkout-steps/holding.js";
import { payStep } from "./checkout-steps/pay.js";
import { NEEDS, STEPS, placesView } from "./checkout-steps/places.js";
import { recallShipping, shippingStep } from "./checkout-steps/shipping.js";
import { make } from "./element.js";
import { VitrineHoldLine } from "./hold-line.js";
import { Looks } from "./looks.js";
import { roomAround } from "./room-element.js";
import { secondsUntil } from "./server-time.js";
import * as api from "./shop-api.js";
import { say, why } from "./shop-words.js";
import { toast } from "./toast.js";

/** @typedef {import("./shop-shapes.js").Checkout} Checkout */
/** @typedef {import("./shop-shapes.js").Product} Product */
/** @typedef {import("./shop-shapes.js").Quote} Quote */
/** @typedef {import("./checkout-steps/places.js").StepName} StepName */
/** @typedef {{ shop: string, show?: string, lines?: { variant: string, quantity: number }[], holds?: string[] }} Wish */

/**
 * What a step works with.
 * @typedef {object} Desk
 * @property {Checkout} checkout
 * @property {boolean} account somebody is signed in
 * @property {boolean} another another way to pay is looked for while a bank waits for an answer
 * @property {Quote | null} before what was to be paid until a moment ago, where that changed
 * @property {(change: Parameters<typeof api.editCheckout>[1]) => Promise<api.Answer>} edit
 * @property {() => void} next goes on to what is missing
 * @property {(step: StepName) => void} go
 * @property {string} tried how somebody tried to pay last, as people know it; may be empty
 * @property {(method: object, tried: string) => Promise<void>} pay
 * @property {() => void} watch somebody pays elsewhere: looks at the checkout until it is another one
 * @property {() => void} leave back to watching
 */

/**
 * From what is set aside to an order: contact, address, shipping, pay, done, one after the other and
 * each only where it is missing. `data-account`: somebody is signed in, whose addresses are known; `show`:
 * the show it is bought in, if in one.
 *
 * `vitrine:step` (`{ checkout }`) tells how the checkout is, `vitrine:late` the same to the page's
 * `vitrine-shopping` where the answer comes after this was left, `vitrine:titled` (`{ title, back }`) what
 * stands above the step and where one comes back to (`step`, `out` of the checkout, or `none`),
 * `vitrine:leave` that the shopper goes back to watching.
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
  /** Another way to pay is looked for while a bank waits for an answer. */
  #another = false;
  /** A payment is on its way to the server: how the checkout is, its answer tells. */
  #sending = false;
  /** Somebody pays elsewhere: it is looked at until it is another one. */
  #isWatching = false;
  /** It is looked at because its time is over. */
  #isEnding = false;
  /** It is being kept longer. */
  #isExtending = false;
  /** Steps one came by. @type {StepName[]} */
  #trail = [];
  /** @type {Quote | null} */
  #before = null;
  #hold = new VitrineHoldLine();
  #places = make("ol.steps");
  #frame = make("div.step-frame");
  #looks = new Looks(() => this.#look());
  /** What is being changed, until the server has answered. @type {Promise<api.Answer> | null} */
  #editing = null;
  /** Tells of what was done in another window. @type {BroadcastChannel | undefined} */
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
    this.#looks.stop();
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
    this.#checkout = null;
    this.#place(settingAsideStep(product), say("checkout"), "still");
    const answer = await api.openCheckout(wish);
    if (!this.isConnected) return answer.ok && this.#tell(answer.data);
    if (answer.ok && answer.data.lines.length > 0) return this.#prepare(answer.data);
    const variant = wish.lines?.length === 1 ? wish.lines[0].variant : null;
    const again = answer.ok || answer.slug === "sold-out" ? null : () => this.begin(wish, product);
    const { shop, show } = wish;
    // Units that are held already are all there is of them.
    const take = wish.holds ? null : (/** @type {NonNullable<Wish["lines"]>} */ lines) => this.begin({ shop, ...(show ? { show } : {}), lines }, product);
    this.#hideHold();
    this.#place(refusedStep({ answer, shop, show: show ?? null, variant, take, again }), say("checkout"), "on");
  }

  /** Goes on with a checkout that was begun. @param {string} id */
  async resume(id) {
    this.#place(settingAsideStep(null), say("checkout"), "still");
    const answer = await api.getCheckout(id);
    if (answer.ok) return this.#prepare(answer.data);
    this.#hideHold();
    this.#place(refusedStep({ answer, shop: "", show: null, variant: null, take: null, again: () => this.resume(id) }), say("checkout"), "on");
  }

  /** One step back; false where there is none. */
  back() {
    if (this.#another) {
      this.#another = false;
      this.#show("back");
      return true;
    }
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
    if (checkout.state === "paying" && this.#checkout?.state !== "paying") this.#looks.begin();
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
    if (this.isConnected) this.dispatchEvent(new CustomEvent("vitrine:step", { bubbles: true, detail: { checkout } }));
    else document.querySelector("vitrine-shopping")?.dispatchEvent(new CustomEvent("vitrine:late", { detail: { checkout } }));
  }

  /** @param {Parameters<typeof api.editCheckout>[1]} change */
  async #edit(change) {
    const editing = api.editCheckout(this.#checkout?.id ?? "", change);
    this.#editing = editing;
    const answer = await editing;
    if (this.#editing === editing) this.#editing = null;
    if (answer.ok) this.#take(answer.data);
    return answer;
  }

  /** The step for how the checkout is. @param {"on" | "back" | "still"} way */
  #show(way) {
    const checkout = this.#checkout;
    if (!checkout) return;
    this.#looks.stop();
    this.#isWatching = false;
    if (checkout.state === "paid") return this.#end(doneStep(this.#desk(checkout)), say("done"));
    if (checkout.state === "closed") return this.#end(checkout.payment?.state === "succeeded" ? givenBackStep() : expiredStep(() => this.#again(checkout)), say("checkout"));
    if (checkout.state === "paying") return this.#bank(checkout, way);
    this.#another = false;
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
    this.#another = false;
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
    this.#places.hidden = false;
    this.#places.replaceChildren(...placesView(step, checkout, desk.go));
    this.#place(view, say(`step-${step}`), way);
  }

  /** @param {Checkout} checkout @returns {Desk} */
  #desk(checkout) {
    return {
      checkout,
      account: this.hasAttribute("data-account"),
      another: this.#another,
      before: this.#before,
      tried: this.#tried,
      edit: (change) => this.#edit(change),
      next: () => this.#proposeShipping().then(() => this.#show("on")),
      go: (step) => this.#go(step, direction(this.#trail.at(-1) ?? "pay", step)),
      pay: (method, tried) => this.#pay(method, tried),
      watch: () => this.#watch(),
      leave: () => this.dispatchEvent(new CustomEvent("vitrine:leave", { bubbles: true })),
    };
  }

  /** @param {HTMLElement} view @param {string} title @param {"on" | "back" | "still"} way */
  #place(view, title, way) {
    const back = this.#another || this.#trail.length > 1 ? "step" : this.#trail.length === 1 ? "out" : "none";
    placeStep(this.#frame, view, title, way);
    this.dispatchEvent(new CustomEvent("vitrine:titled", { bubbles: true, detail: { title, back } }));
  }

  /** The time is over here; once more, should the server's last second be a longer one. */
  async #over() {
    if (this.#isEnding) return;
    this.#isEnding = true;
    await this.#look();
    this.#isEnding = false;
    const now = this.#checkout;
    if (this.isConnected && now?.state === "open" && secondsUntil(now.until) === 0) this.#looks.soon(() => this.#over());
  }

  async #extend() {
    // Who taps twice means one: it can be kept longer a few times only.
    if (this.#isExtending) return;
    this.#isExtending = true;
    const answer = await api.extendCheckout(this.#checkout?.id ?? "");
    this.#isExtending = false;
    if (!answer.ok) {
      toast(why(answer));
      return this.#look();
    }
    if (answer.data?.until) this.#take(answer.data);
    else await this.#look();
    toast(say("hold-kept"));
  }

  /** @param {object} method @param {string} tried */
  async #pay(method, tried) {
    const checkout = this.#checkout;
    if (!checkout || this.#sending) return;
    this.#tried = tried;
    this.#looks.begin();
    this.#looks.stop();
    this.#sending = true;
    // What was said a moment ago holds for what is paid; where it was not heard, nothing is.
    const edited = await this.#editing;
    const answer = edited?.ok === false ? edited : await api.pay(checkout.id, checkout.quote.total, method);
    this.#sending = false;
    this.#another = false;
    this.#before = null;
    if (answer.ok) {
      this.#take(answer.data);
      return this.#show("on");
    }
    if (answer.slug === "total-changed") this.#before = checkout.quote;
    else toast(why(answer));
    // Whether it was done is the checkout's to say.
    await this.#look(true);
  }

  #watch() {
    this.#isWatching = true;
    this.#looks.later();
  }

  /**
   * While a payment is not decided.
   * @param {Checkout} checkout
   * @param {"on" | "back" | "still"} way
   */
  #bank(checkout, way) {
    const { action } = checkout.payment ?? {};
    const url = action?.kind === "page" ? action.url : action?.kind === "client" ? `/checkouts/${checkout.id}/pay` : null;
    if (!url) this.#another = false;
    this.#trail = [];
    this.#places.hidden = true;
    const step = !url ? "thinking" : this.#another ? "another" : "challenge";
    const shown = this.#frame.firstElementChild;
    const stands = shown instanceof HTMLElement && shown.dataset.step === step && (shown.dataset.url ?? url) === url;
    const view = stands ? shown : step === "another" ? payStep(this.#desk(checkout)) : url ? challengeStep({ url, another: () => this.#payAnotherWay(), letGo: () => this.#letGo() }) : thinkingStep();
    if (!stands) this.#place(view, say("step-pay"), way === "back" ? "back" : "on");
    view.toggleAttribute("data-long", this.#looks.isLong);
    if (this.#looks.isLong) this.#looks.later();
    else this.#looks.soon();
  }

  #payAnotherWay() {
    this.#another = true;
    this.#show("on");
  }

  /** Others may have it: what a bank was asked is given up with it. */
  async #letGo() {
    const checkout = this.#checkout;
    if (!checkout) return;
    this.#looks.stop();
    const answer = await api.closeCheckout(checkout.id);
    if (!answer.ok && answer.status !== 404) {
      toast(why(answer));
      // Whether it was decided meanwhile is the checkout's to say.
      return this.#look(true);
    }
    this.#take({ ...checkout, state: "closed" });
    toast(say("let-gone"));
    this.#desk(checkout).leave();
  }

  /**
   * Looks how it stands; whoever watches it goes on watching, whatever it was looked at for.
   * @param {boolean} [always] draws the step again in any case
   */
  async #look(always = false) {
    const watches = this.#isWatching;
    await this.#read(always);
    if (watches && this.isConnected && this.#checkout?.state === "open") this.#watch();
  }

  /**
   * Reads the checkout again, and shows what is another one now.
   * @param {boolean} always
   */
  async #read(always) {
    this.#looks.stop();
    const before = this.#checkout;
    if (!before || this.#sending || before.state === "paid" || before.state === "closed") return;
    const answer = await api.getCheckout(before.id);
    if (!this.isConnected || this.#sending) return;
    // Something newer was told meanwhile.
    if (this.#checkout !== before) return always ? this.#show("still") : undefined;
    if (!answer.ok) {
      if (answer.status === 404) return this.#end(expiredStep(() => this.#again(before)), say("checkout"));
      if (before.state === "paying") this.#looks.soon();
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
    const show = this.getAttribute("show");
    const wish = this.#wish && !this.#wish.holds ? this.#wish : { shop: checkout.shop.slug, ...(show ? { show } : {}), lines };
    this.begin(wish, this.#product);
  }
}

/** @param {StepName} from @param {StepName} to @returns {"on" | "back" | "still"} */
function direction(from, to) {
  return from === to ? "still" : STEPS.indexOf(to) < STEPS.indexOf(from) ? "back" : "on";
}

customElements.define("vitrine-checkout", VitrineCheckout);
