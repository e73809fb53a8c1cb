// @ts-check
// Everything about advice that the pages ask the server for.
import { ask } from "../json-api.js";

/** In seconds: half of all waits end within it. @typedef {{ low_s: number, high_s: number }} Estimate */

/**
 * How it stands with advice in a shop.
 * @typedef {object} Advice
 * @property {boolean} open
 * @property {string | null} next_opening
 * @property {number} waiting
 * @property {number} advisors_on
 * @property {Estimate | null} estimate
 */

/**
 * @typedef {object} Ticket
 * @property {string} id
 * @property {string} shop its slug
 * @property {"waiting" | "accepted" | "left" | "over"} state
 * @property {number | null} position 1 is the next
 * @property {Estimate | null} estimate
 * @property {boolean} ringing at an advisor, right now
 * @property {string | null} session
 */

/** @typedef {{ handle: string, name: string, avatar_url: string | null }} Colleague */
/** @typedef {{ name: string, language: string, topic: string, product: string | null, product_name: string, show: string | null }} Shopper */

/**
 * @typedef {object} Session
 * @property {string} id
 * @property {string} shop its slug
 * @property {"open" | "ended"} state
 * @property {"shopper" | "advisor"} you
 * @property {Colleague} advisor
 * @property {Shopper} shopper
 * @property {string} started_at
 */

/** Someone in line, as advisors see them. @typedef {Shopper & { id: string, asked_at: string, returned: boolean, ringing: Colleague[] }} Waiting */
/** @typedef {{ state: "on" | "break" | "off", languages: string[], skills: string[] }} Me */
/** @typedef {{ me: Me | null, tickets: Waiting[], ringing: string | null, session: Session | null }} Desk */

/** @param {string} slug */
const shop = (slug) => `/api/v1/shops/${encodeURIComponent(slug)}`;
/** @param {string} id */
const ticketAt = (id) => `/api/v1/advice/tickets/${encodeURIComponent(id)}`;
/** @param {string} id */
const sessionAt = (id) => `/api/v1/advice/sessions/${encodeURIComponent(id)}`;

/** @param {string} slug */
export const advice = (slug) => ask("GET", `${shop(slug)}/advice`);

/** @param {string} slug @param {{ name?: string, language: string, topic: string, product?: string, show?: string }} wish */
export const askFor = (slug, wish) => ask("POST", `${shop(slug)}/advice/tickets`, wish);

/** @param {string} id */
export const ticket = (id) => ask("GET", ticketAt(id));

/** @param {string} id */
export const leave = (id) => ask("DELETE", ticketAt(id));

/** @param {string} id */
export const accept = (id) => ask("POST", `${ticketAt(id)}/accept`);

/** @param {string} id */
export const decline = (id) => ask("POST", `${ticketAt(id)}/decline`);

/** @param {string} slug */
export const desk = (slug) => ask("GET", `${shop(slug)}/advice/desk`);

/** A sign of an advisor. @param {string} slug */
export const seen = (slug) => ask("POST", `${shop(slug)}/advice/me/seen`);

/** @param {string} slug @param {Me} me */
export const setMe = (slug, me) => ask("PUT", `${shop(slug)}/advice/me`, me);

/** @param {string} id */
export const session = (id) => ask("GET", sessionAt(id));

/** @param {string} id */
export const endSession = (id) => ask("POST", `${sessionAt(id)}/end`);

/** @param {string} slug @param {string} id */
export const product = (slug, id) => ask("GET", `${shop(slug)}/products/${encodeURIComponent(id)}`);

/** @param {string} id */
export const show = (id) => ask("GET", `/api/v1/shows/${encodeURIComponent(id)}`);
