// @ts-check
// What is asked of the server about wish lists.
import { ask } from "./json-api.js";

/** @param {string} shop its slug @param {string} product its id */
const at = (shop, product) => `/api/v1/shops/${encodeURIComponent(shop)}/wishes/${encodeURIComponent(product)}`;

/** @param {string} shop @param {string} product */
export const wish = (shop, product) => ask("PUT", at(shop, product));

/** @param {string} shop @param {string} product */
export const unwish = (shop, product) => ask("DELETE", at(shop, product));
