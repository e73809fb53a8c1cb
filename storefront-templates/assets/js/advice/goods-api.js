// @ts-check
// What the two of a session ask the server for about goods.
import { ask } from "../json-api.js";

/** @typedef {import("../shop-shapes.js").Product} Product */
/** `advised`: the advisor put it in, or changed it last. @typedef {import("../shop-shapes.js").Line & { advised: boolean }} Line */
/** @typedef {Omit<import("../shop-shapes.js").Basket, "lines"> & { lines: Line[] }} Basket */
/** How far the shopper is with paying. @typedef {"open" | "paying" | "paid" | null} Paying */
/** @typedef {{ basket: Basket, checkout: Paying }} Shared */

/** @param {string} id */
const sessionAt = (id) => `/api/v1/advice/sessions/${encodeURIComponent(id)}`;

/** @param {string} session */
export const basket = (session) => ask("GET", `${sessionAt(session)}/basket`);

/** @param {string} session @param {string} variant @param {number} quantity 0 takes it out */
export const setLine = (session, variant, quantity) => ask("PUT", `${sessionAt(session)}/basket/lines/${encodeURIComponent(variant)}`, { quantity });

/** @param {string} session @param {string} variant @param {number} by so many more than there are by then, or fewer */
export const changeLine = (session, variant, by) => ask("PUT", `${sessionAt(session)}/basket/lines/${encodeURIComponent(variant)}`, { by });

/** A product the shopper wishes for; `advised`: somebody of the shop put it on the list. @typedef {{ product: Product, advised: boolean }} Wish */

/** What the shopper wishes for, the newest first. @param {string} session */
export const wishes = (session) => ask("GET", `${sessionAt(session)}/wishes`);

/** @param {string} session @param {string} product its id @param {boolean} wished */
export const setWish = (session, product, wished) => ask(wished ? "PUT" : "DELETE", `${sessionAt(session)}/wishes/${encodeURIComponent(product)}`);

/** What was shown, the last one first. @param {string} session */
export const shown = (session) => ask("GET", `${sessionAt(session)}/products`);

/** @param {string} session @param {string} product its id */
export const show = (session, product) => ask("POST", `${sessionAt(session)}/products`, { product });

/** @param {string} slug the shop's @param {string} words */
export const find = (slug, words) => ask("GET", `/api/v1/shops/${encodeURIComponent(slug)}/products?limit=24&q=${encodeURIComponent(words)}`);
