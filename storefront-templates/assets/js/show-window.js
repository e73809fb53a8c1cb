// @ts-check
import { ask } from "./json-api.js";
import { cheapest, offerOf as offerOfVariant, pricesOf } from "./price.js";

// What a show has in its window, over HTTP: the run of show and what is pinned. Knows no page.

/** @typedef {import("./money.js").Money} Money */
/** @typedef {import("./shop-shapes.js").Product} Card */

/** @param {string} show address of the show as JSON */
export const readRun = (show) => ask("GET", `${show}/products`);

/** @param {string} show @param {string[]} products */
export const writeRun = (show, products) => ask("PUT", `${show}/products`, { products });

/** @param {string} show */
export const readWindow = (show) => ask("GET", `${show}/pins`);

/** @param {string} show @param {string} product */
export const pin = (show, product) => ask("PUT", `${show}/pins/${product}`);

/** @param {string} show @param {string} product */
export const unpin = (show, product) => ask("DELETE", `${show}/pins/${product}`);

/** @param {string} show */
export const pinNext = (show) => ask("POST", `${show}/pins/next`);

/** @param {string} show @param {string | null} code */
export const showVoucher = (show, code) => ask("PUT", `${show}/voucher`, { code });

/**
 * The lowest price a product has now, what it was before, and whether other variants cost more.
 * @param {Card} card
 * @returns {{ now: Money | null, before: Money | null, ranges: boolean }}
 */
export function priceOf({ variants }) {
  if (variants.length === 0) return { now: null, before: null, ranges: false };
  const { variant, alone } = cheapest(variants);
  const { now, before } = pricesOf(variant);
  return { now, before, ranges: !alone };
}

/** The offer that runs for a product, if one does. @param {Card} card */
export function offerOf({ variants }) {
  return variants.map(offerOfVariant).find((offer) => offer !== null) ?? null;
}

/** How many units are left of all its variants. @param {Card} card */
export function leftOf({ variants }) {
  return variants.reduce((sum, { available }) => sum + available, 0);
}
