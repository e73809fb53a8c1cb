// @ts-check
// What is asked of the server about the people in a session.
import { ask } from "../json-api.js";

/** @typedef {"shopper" | "advisor" | "colleague" | "friend"} Side */
/** Someone in a session, and how they are there. @typedef {{ side: Side, name: string, avatar_url: string | null, here: boolean, publishing: boolean, muted: boolean, camera: boolean }} Person */
/** @typedef {{ handle: string, name: string, avatar_url: string | null }} Colleague */
/** @typedef {{ id: string, kind: "friend" | "colleague" | "hand_over", state: "open" | "accepted" | "declined" | "withdrawn" | "lapsed", to: Colleague | null, note: string, stay: boolean, expires_at: string, url?: string }} Invitation */
/** A colleague asks. @typedef {{ id: string, kind: "colleague" | "hand_over", by: Colleague, note: string, stay: boolean, shopper: string, language: string, topic: string, expires_at: string }} Asked */

/** @param {string} id */
const sessionAt = (id) => `/api/v1/advice/sessions/${encodeURIComponent(id)}`;
/** @param {string} id */
const invitationAt = (id) => `/api/v1/advice/invitations/${encodeURIComponent(id)}`;

/** @param {string} session */
export const leave = (session) => ask("POST", `${sessionAt(session)}/leave`);

/** @param {string} session @param {Side} side */
export const showOut = (session, side) => ask("DELETE", `${sessionAt(session)}/people/${side}`);

/** @param {string} session */
export const invitations = (session) => ask("GET", `${sessionAt(session)}/invitations`);

/** @param {string} session @param {{ kind: string, to?: string, note?: string, stay?: boolean }} wish */
export const invite = (session, wish) => ask("POST", `${sessionAt(session)}/invitations`, wish);

/** @param {string} session @param {string} id */
export const withdraw = (session, id) => ask("DELETE", `${sessionAt(session)}/invitations/${encodeURIComponent(id)}`);

/** @param {string} session */
export const colleagues = (session) => ask("GET", `${sessionAt(session)}/colleagues`);

/** @param {string} id */
export const accept = (id) => ask("POST", `${invitationAt(id)}/accept`);

/** @param {string} id */
export const decline = (id) => ask("POST", `${invitationAt(id)}/decline`);
