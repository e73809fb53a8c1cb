// @ts-check
/**
 * The pay step with Stripe. The card's fields are Stripe's; what comes out of them is a confirmation
 * token, with which the server pays. All there is of ours on the page is this file.
 *
 * `?another` in the address: a bank waits for an answer, and the shopper would rather pay another way.
 */

/** How often a payment that is not decided is looked at; less often once it takes long. */
const LOOK_MS = 1500;
const LOOK_LATER_MS = 5000;
const LONG_MS = 30_000;
/** The server waits for Stripe itself. */
const PATIENCE_MS = 40_000;
/** Who needs longer is told while there is time to say so (WCAG 2.2.1: at least 20 seconds; here 2 minutes). */
const WARN_S = 120;
/** A clock that differs by less than this is right: so long the page may have been on its way. */
const NEAR_MS = 4000;
/**
 * What is bought here is set aside for minutes: a bank that takes days would be too late. The server
 * excludes the same.
 */
const LATE = ["acss_debit", "au_becs_debit", "bacs_debit", "boleto", "customer_balance", "konbini", "multibanco", "nz_bank_account", "oxxo", "payto", "sepa_debit", "sofort", "us_bank_account"];

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-checkout]"));
const { checkout = "", back = "/", script = "", key = "", account, session, currency = "", now = "" } = form.dataset;
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
const words = /** @type {HTMLElement} */ (part("words")).dataset;
const wantsAnother = new URLSearchParams(location.search).has("another");
let minor = Number(form.dataset.minor);
let busy = false;
/** Stripe's fields, once they are on the page. @type {any} */
let elements = null;
/** It is being kept longer. */
let extending = false;
/** Until when it is held, in milliseconds since 1970; NaN where no clock runs. */
let until = NaN;
let canExtend = false;
/** @type {number | undefined} */
let ticking;

/** @param {string} name */
function part(name) {
  return /** @type {HTMLElement} */ (form.querySelector(`[data-part="${name}"]`));
}

/** An amount as the page's language writes it. */
function price() {
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** @param {string} text */
function say(text) {
  part("says").textContent = text;
  part("says").hidden = !text;
}

/** @param {boolean} is */
function setBusy(is) {
  busy = is;
  button.disabled = is;
  part("act").textContent = is ? (words.wait ?? "") : (words.pay ?? "").replace("{price}", price());
  // The time may have run out meanwhile.
  if (!is) tick();
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {string} [idempotencyKey]
 */
async function ask(method, path, body, idempotencyKey) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (body) headers["content-type"] = "application/json";
  if (idempotencyKey) headers["idempotency-key"] = idempotencyKey;
  try {
    const response = await fetch(`/api/v1/checkouts/${checkout}${path}`, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: response.status, data: await response.json() };
  } catch {
    return { status: 0, data: null };
  }
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** By how many milliseconds the server's clock is ahead: the page says when it was made. */
function ahead() {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const by = Date.parse(now) - (performance.timeOrigin + (visit?.responseStart ?? 0));
  return Math.abs(by) < NEAR_MS ? 0 : by;
}

/**
 * Shows how long it is held; while a payment is under way no clock runs.
 * @param {any} state the checkout
 */
function hold(state) {
  until = state.state === "open" ? Date.parse(state.until) : NaN;
  canExtend = state.can_extend === true;
  tick();
}

function tick() {
  clearTimeout(ticking);
  const view = part("hold");
  view.hidden = Number.isNaN(until);
  if (view.hidden) return;
  const left = Math.max(0, Math.ceil((until - Date.now() - ahead()) / 1000));
  part("clock").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  part("keep").hidden = !canExtend || left === 0;
  const short = left <= WARN_S;
  if (short !== view.hasAttribute("data-short")) part("soon").textContent = short ? soon(Math.ceil(left / 60)) : "";
  view.toggleAttribute("data-short", short);
  if (left > 0) ticking = setTimeout(tick, 1000);
  else if (!busy) look();
}

/** @param {number} n minutes that are left */
function soon(n) {
  const one = new Intl.PluralRules(document.documentElement.lang).select(n) === "one";
  const text = canExtend ? (one ? words.holdSoonOne : words.holdSoon) : one ? words.holdSoonLastOne : words.holdSoonLast;
  return (text ?? "").replace("{n}", String(n));
}

async function extend() {
  // Who taps twice means one: it can be kept longer a few times only.
  if (extending) return;
  extending = true;
  const answer = await ask("POST", "/extend", {});
  extending = false;
  if (answer.status !== 200) {
    await look();
    const left = (until - Date.now() - ahead()) / 1000;
    return left > 0 ? say(soon(Math.ceil(left / 60))) : undefined;
  }
  hold(answer.data);
  part("soon").textContent = words.holdKept ?? "";
}

/** Reads how it stands, and shows what is another one now. */
async function look() {
  const answer = await ask("GET", "");
  if (answer.status === 404) return leave();
  if (answer.status !== 200) return;
  const isOver = Date.parse(answer.data.until) <= until;
  if (answer.data.state !== "open") return settle(answer.data);
  // Should the server's last second be a longer one, it is looked at once more.
  if (isOver) await pause(LOOK_MS);
  hold(answer.data);
}

/** The time is over: nothing is set aside any more. */
function end() {
  say(`${words.holdOver} ${words.holdOverNext}`);
  busy = true;
  for (const one of [part("express"), part("element"), button]) one.hidden = true;
}

/** Back to the checkout; the window that opened this one goes on by itself. */
function leave() {
  const news = new BroadcastChannel("vitrine-checkout");
  news.postMessage(checkout);
  news.close();
  location.replace(back);
}

/** The page that one comes back to knows by this that it is in a window of its own, whose name was taken on the way. */
function markWindow() {
  try {
    sessionStorage.setItem("vitrine-bank", checkout);
  } catch {
    // Storage may be closed to the page: the window stays open then.
  }
}

/** @returns {Promise<any>} Stripe's own script, which has to come from Stripe */
function loadStripe() {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = script;
    element.addEventListener("load", () => resolve(Reflect.get(window, "Stripe")), { once: true });
    element.addEventListener("error", reject, { once: true });
    document.head.append(element);
  });
}

/**
 * Follows a checkout to where its payment leads.
 * @param {any} stripe
 * @param {any} state the checkout
 */
async function follow(stripe, state) {
  const since = performance.now();
  let shown = "";
  let stands = state;
  for (;;) {
    const action = stands?.payment?.action;
    const secret = (action?.data ?? action)?.client_secret;
    if (stands && stands.state !== "paying") {
      settle(stands);
      // The page may have come while it was being paid, without a form.
      if (stands.state === "open" && elements === null) mount(stripe);
      return;
    }
    if (stands) hold(stands);
    if (action?.kind === "page") return location.assign(action.url);
    if (secret && secret !== shown) {
      // Once each: the answer may take a while to reach us.
      shown = secret;
      await stripe.handleNextAction({ clientSecret: secret });
    } else {
      const long = performance.now() - since > LONG_MS;
      if (long) say(words.unclear ?? "");
      await pause(long ? LOOK_LATER_MS : LOOK_MS);
    }
    const answer = await ask("GET", "");
    if (answer.status === 404) return leave();
    stands = answer.status === 200 ? answer.data : null;
  }
}

/** @param {any} state a checkout whose payment is decided, or that nobody pays any more */
function settle(state) {
  hold(state);
  if (state.state === "closed" && state.payment?.state !== "succeeded") return end();
  if (state.state !== "open") return leave();
  const failure = String(state.payment?.failure ?? "").replaceAll("_", "-");
  const named = failure.replace(/-(\w)/gu, (_, letter) => letter.toUpperCase());
  const why = words[named] ?? "";
  say(why ? `${why.charAt(0).toUpperCase()}${why.slice(1)} ${words.failedNext}` : (words.nothing ?? ""));
  setBusy(false);
}

/** @param {any} stripe */
async function pay(stripe) {
  if (busy) return;
  setBusy(true);
  say("");
  const filled = await elements.submit();
  if (filled.error) return setBusy(false);
  const made = await stripe.createConfirmationToken({ elements });
  if (made.error) {
    say(made.error.message ?? "");
    return setBusy(false);
  }
  const wish = { total: { minor, currency }, method: { confirmation_token: made.confirmationToken.id } };
  const own = crypto.randomUUID();
  let answer = await ask("POST", "/pay", wish, own);
  // The same again is the same payment.
  if (answer.status === 0) answer = await ask("POST", "/pay", wish, own);
  if (answer.status === 200) return follow(stripe, answer.data);
  const slug = String(answer.data?.type ?? "").split(/[/#:]/u).pop();
  if (slug === "total-changed" && answer.data.checkout) {
    ({ minor } = answer.data.checkout.quote.total);
    elements.update({ amount: minor });
    part("total").textContent = price();
    say(`${words.changed} ${words.changedNext}`);
    return setBusy(false);
  }
  if (answer.status === 0 || answer.status >= 500 || slug === "paying") {
    say(words.unclear ?? "");
    return follow(stripe, null);
  }
  say(words.refused ?? "");
  setBusy(false);
  if (slug === "hold-gone" || slug === "checkout-state") await look();
}

/**
 * Puts Stripe's fields on the page: the button can be pressed once they are there.
 * @param {any} stripe
 */
function mount(stripe) {
  setBusy(true);
  elements = stripe.elements({ mode: "payment", amount: minor, currency: currency.toLowerCase(), excludedPaymentMethodTypes: LATE, ...(session && { customerSessionClientSecret: session }) });
  const card = elements.create("payment", { layout: "tabs" });
  card.on("ready", () => setBusy(false));
  card.on("loaderror", () => say(words.noForm ?? ""));
  card.mount(part("element"));
  const express = elements.create("expressCheckout");
  express.on("confirm", () => pay(stripe));
  express.mount(part("express"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    pay(stripe);
  });
}

async function begin() {
  markWindow();
  part("keep").addEventListener("click", extend);
  const asked = ask("GET", "");
  asked.then(({ status, data }) => status === 200 && hold(data));
  const Stripe = await loadStripe();
  const stripe = Stripe(key, { locale: document.documentElement.lang, ...(account && { stripeAccount: account }) });
  const before = (await asked).data;
  if (before?.state === "paying" && !wantsAnother) {
    setBusy(true);
    return follow(stripe, before);
  }
  mount(stripe);
}

begin().catch(() => say(words.noForm ?? ""));
