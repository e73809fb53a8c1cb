// @ts-check
// Everything shopping asks the server for. An order to do something once carries an Idempotency-Key,
// kept until the server has answered: who presses again after a lost answer asks for the same thing.
import { ask } from "./json-api.js";

/** @typedef {import("./json-api.js").Answer} Answer */
/** @typedef {import("./shop-shapes.js").Address} Address */
/** @typedef {import("./shop-shapes.js").Money} Money */

/** A bank may take its time. */
const PAY_PATIENCE_MS = 30_000;

/** @type {Map<string, string>} */
const keys = new Map();
/** Whether something that was written from this page was done. */
let isKnown = false;

/**
 * Asks for a change. Whoever is not signed in is somebody from the first one on: its answer brings the
 * cookie of their basket. The channel `vitrine-known` tells this page and the others of this browser, once
 * from each page.
 * @param {string} method
 * @param {string} url
 * @param {object} [body]
 * @param {{ key?: string, patience?: number }} [options]
 */
async function change(method, url, body, options) {
  const answer = await ask(method, url, body, options);
  if (answer.ok && !isKnown) {
    isKnown = true;
    const pages = new BroadcastChannel("vitrine-known");
    pages.postMessage(null);
    pages.close();
  }
  return answer;
}

/**
 * @param {string} url
 * @param {object} body
 * @param {number} [patience] milliseconds
 * @returns {Promise<Answer>}
 */
async function once(url, body, patience) {
  const wish = `${url} ${JSON.stringify(body)}`;
  const key = keys.get(wish) ?? crypto.randomUUID();
  keys.set(wish, key);
  const answer = await change("POST", url, body, { key, patience });
  // Without an answer, or with one that says "later", it may have been done.
  if (answer.status !== 0 && answer.status < 500 && answer.status !== 429) keys.delete(wish);
  return answer;
}

/** @param {string} slug */
const shop = (slug) => `/api/v1/shops/${encodeURIComponent(slug)}`;
/** @param {string} id */
const checkout = (id) => `/api/v1/checkouts/${encodeURIComponent(id)}`;

/** @param {string} slug @param {string} product id or slug */
export const product = (slug, product) => ask("GET", `${shop(slug)}/products/${encodeURIComponent(product)}`);

/** @param {string} slug */
export const basket = (slug) => ask("GET", `${shop(slug)}/basket`);

/** @param {string} slug @param {string} variant @param {number} quantity 0 takes it out @param {string | null} show */
export const setLine = (slug, variant, quantity, show) => change("PUT", `${shop(slug)}/basket/lines/${encodeURIComponent(variant)}`, show ? { quantity, show } : { quantity });

/** @param {string} slug @param {string | null} code */
export const setVoucher = (slug, code) => change("PUT", `${shop(slug)}/basket/voucher`, { code });

/** @param {string} slug @param {string} variant */
export const line = (slug, variant) => ask("GET", `${shop(slug)}/line/${encodeURIComponent(variant)}`);

/** @param {string} slug @param {string} variant @param {number} quantity @param {string | null} show */
export const joinLine = (slug, variant, quantity, show) => change("PUT", `${shop(slug)}/line/${encodeURIComponent(variant)}`, show ? { quantity, show } : { quantity });

/** @param {string} slug @param {string} variant */
export const leaveLine = (slug, variant) => ask("DELETE", `${shop(slug)}/line/${encodeURIComponent(variant)}`);

/** What is set aside for this shopper in that shop, the oldest first. @param {string} slug */
export const holds = (slug) => ask("GET", `${shop(slug)}/holds`);

/** @param {string} slug @param {string} hold */
export const releaseHold = (slug, hold) => ask("DELETE", `${shop(slug)}/holds/${encodeURIComponent(hold)}`);

/**
 * Sets units aside and opens a checkout for them: of `lines`, of `holds`, or of the basket.
 * @param {{ shop: string, show?: string, lines?: { variant: string, quantity: number }[], holds?: string[] }} wish
 */
export const openCheckout = (wish) => once("/api/v1/checkouts", wish);

/** @param {string} id */
export const getCheckout = (id) => ask("GET", checkout(id));

/** @param {string} id @param {{ email?: string, named?: boolean, address?: Address, shipping?: string, voucher?: string | null }} change */
export const editCheckout = (id, change) => ask("PUT", checkout(id), change);

/** @param {string} id */
export const extendCheckout = (id) => ask("POST", `${checkout(id)}/extend`, {});

/** @param {string} id */
export const closeCheckout = (id) => ask("DELETE", checkout(id));

/** @param {string} id @param {Money} total as it was shown @param {object} method in the provider's own terms */
export const pay = (id, total, method) => once(`${checkout(id)}/pay`, { total, method }, PAY_PATIENCE_MS);

export const addresses = () => ask("GET", "/api/v1/addresses");

/** @param {Address & { preferred?: boolean }} address */
export const saveAddress = (address) => ask("POST", "/api/v1/addresses", address);
