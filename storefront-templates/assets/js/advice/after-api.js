// @ts-check
// What the pages after a talk ask the server for.
import { ask } from "../json-api.js";

/** What could not be put back. @typedef {{ name: string, options: string[], why: "gone" | "sold_out" | "only_left", left: number }} Missing */
/** What was noted of a talk. @typedef {{ outcome: string | null, agreed: string | null, sent_at: string | null, editable_until: string | null, mailed: boolean }} Outcome */
/** A talk without an outcome. @typedef {{ session: string, name: string, ended_at: string }} Open */

/** @param {string} id */
const session = (id) => `/api/v1/advice/sessions/${encodeURIComponent(id)}`;

/** @param {string} id @param {{ stars: number, line: string }} rating */
export const rate = (id, rating) => ask("PUT", `${session(id)}/rating`, rating);

/** @param {string} id @param {{ outcome: string | null, agreed: string | null }} notes @param {boolean} [leaving] the page goes away */
export const note = (id, notes, leaving = false) => ask("PUT", `${session(id)}/outcome`, notes, { keepalive: leaving });

/** @param {string} id @param {{ outcome: string | null, agreed: string | null }} notes */
export const sendAgreed = (id, notes) => ask("POST", `${session(id)}/outcome/send`, notes);

/** @param {string} slug */
export const openOutcomes = (slug) => ask("GET", `/api/v1/shops/${encodeURIComponent(slug)}/advice/open-outcomes`);
