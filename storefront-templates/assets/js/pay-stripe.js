// @ts-check
/**
 * The pay step with Stripe. The card's fields are Stripe's; what comes out of them is a confirmation
 * token, with which the server pays. All there is of ours on the page is this file.
 */

/** How often a payment that is not decided is looked at; less often once it takes long. */
const LOOK_MS = 1500;
const LOOK_LATER_MS = 5000;
const LONG_MS = 30_000;
/** The server waits for Stripe itself. */
const PATIENCE_MS = 40_000;

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-checkout]"));
const { checkout = "", back = "/", script = "", key = "", account, session, currency = "" } = form.dataset;
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const words = /** @type {HTMLElement} */ (part("words")).dataset;
let minor = Number(form.dataset.minor);
let busy = false;

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

/** @param {boolean} now */
function setBusy(now) {
  busy = now;
  button.disabled = now;
  part("act").textContent = now ? (words.wait ?? "") : `${words.pay} ${price()}`;
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
  let now = state;
  for (;;) {
    const action = now?.payment?.action;
    const secret = (action?.data ?? action)?.client_secret;
    if (now && now.state !== "paying") return settle(now);
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
    if (answer.status === 404) return location.replace(back);
    now = answer.status === 200 ? answer.data : null;
  }
}

/** @param {any} state a checkout whose payment is decided */
function settle(state) {
  if (state.state !== "open") return location.replace(back);
  const failure = String(state.payment?.failure ?? "").replaceAll("_", "-");
  const named = failure.replace(/-(\w)/gu, (_, letter) => letter.toUpperCase());
  const why = words[named] ?? "";
  say(why ? `${why.charAt(0).toUpperCase()}${why.slice(1)} ${words.failedNext}` : "");
  setBusy(false);
}

/**
 * @param {any} stripe
 * @param {any} elements
 */
async function pay(stripe, elements) {
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
}

async function begin() {
  const Stripe = await loadStripe();
  const stripe = Stripe(key, { locale: document.documentElement.lang, ...(account && { stripeAccount: account }) });
  const before = await ask("GET", "");
  if (before.data?.state === "paying") {
    setBusy(true);
    return follow(stripe, before.data);
  }
  const elements = stripe.elements({ mode: "payment", amount: minor, currency: currency.toLowerCase(), ...(session && { customerSessionClientSecret: session }) });
  const card = elements.create("payment", { layout: "tabs" });
  card.on("ready", () => setBusy(false));
  card.on("loaderror", () => say(words.noForm ?? ""));
  card.mount(part("element"));
  const express = elements.create("expressCheckout");
  express.on("confirm", () => pay(stripe, elements));
  express.mount(part("express"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    pay(stripe, elements);
  });
}

begin().catch(() => say(words.noForm ?? ""));
