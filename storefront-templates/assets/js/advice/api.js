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
 * @property {boolean} comes whether one may say when one comes
 * @property {QueueNow[]} queues
 */

/** @typedef {{ id: string, name: string, open: boolean, next_opening: string | null, waiting: number, advisors_on: number, estimate: Estimate | null }} QueueNow */

/**
 * @typedef {object} Ticket
 * @property {string} id
 * @property {string} shop its slug
 * @property {"waiting" | "accepted" | "left" | "over"} state
 * @property {number | null} position 1 is the next
 * @property {Estimate | null} estimate
 * @property {boolean} ringing at an advisor, right now
 * @property {boolean} calls_back away until it is one's turn
 * @property {string | null} comes_at away until then
 * @property {string | null} called_at
 * @property {string | null} leaves_at when the place is gone, while one is away
 * @property {boolean} mailed
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

/** Someone in line, as advisors see them. @typedef {Shopper & { id: string, asked_at: string, returned: boolean, booked: boolean, called: boolean, queue: string | null, position: number | null, estimate: Estimate | null, ringing: Colleague[] }} Waiting */
/** Someone who keeps a place. @typedef {{ id: string, name: string, topic: string, product_name: string, queue: string | null, calls_back: boolean, comes_at: string | null, called_at: string | null }} Absent */
/** @typedef {{ id: string, name: string }} Queue */
/** @typedef {{ state: "on" | "break" | "off", languages: string[], skills: string[], queues?: string[] }} Me */
/** @typedef {{ me: Me | null, tickets: Waiting[], away: Absent[], queues: Queue[], ringing: string | null, session: Session | null }} Desk */

/** @param {string} slug */
const shop = (slug) => `/api/v1/shops/${encodeURIComponent(slug)}`;
/** @param {string} id */
const ticketAt = (id) => `/api/v1/advice/tickets/${encodeURIComponent(id)}`;
/** @param {string} id */
const sessionAt = (id) => `/api/v1/advice/sessions/${encodeURIComponent(id)}`;

/** @param {string} slug */
export const advice = (slug) => ask("GET", `${shop(slug)}/advice`);

/** @param {string} slug @param {{ name?: string, language: string, topic: string, product?: string, show?: string, queue?: string } & import("./away-choice.js").Wish} wish */
export const askFor = (slug, wish) => ask("POST", `${shop(slug)}/advice/tickets`, wish);

/** @param {string} id */
export const ticket = (id) => ask("GET", ticketAt(id));

/** Keep the place, and go. @param {string} id @param {import("./away-choice.js").Wish} wish */
export const goAway = (id, wish) => ask("PUT", `${ticketAt(id)}/away`, wish);

/** Say that one is here. @param {string} id @param {string | null} [key] of a letter's link */
export const here = (id, key) => ask("POST", `${ticketAt(id)}/here`, key ? { key } : {});

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
