// @ts-check
// What keeping a room means over HTTP: `/api/v1/shows/{id}/…`. What comes of it reaches the page as
// events of the room.

/** @typedef {import("./room.js").VitrineRoom} Room */
/** @typedef {"time_out" | "ban" | "shadow_ban"} SanctionKind */

/**
 * Asks the server for something of a show. Answers what is to be said about it: null when it was
 * done, else the words of the refusal.
 * @param {Room} room
 * @param {string} method
 * @param {string} path below the show
 * @param {object} [body]
 * @returns {Promise<string | null>}
 */
async function change(room, method, path, body) {
  const { problem } = await request(room, method, path, body);
  return problem;
}

/**
 * @param {Room} room
 * @param {string} method
 * @param {string} path below the show
 * @param {object} [body]
 * @returns {Promise<{ problem: string | null, found: any }>}
 */
async function request(room, method, path, body) {
  const url = `${room.getAttribute("show")}/${path}`;
  const init = { method, headers: { accept: "application/json", ...(body && { "content-type": "application/json" }) }, body: body && JSON.stringify(body) };
  try {
    const response = await fetch(url, { ...init, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (!response.ok) return { problem: room.words(response.status === 429 ? "too_many" : response.status === 403 || response.status === 401 ? "not_yours" : "else"), found: null };
    const text = await response.text();
    return { problem: null, found: text ? JSON.parse(text) : null };
  } catch {
    return { problem: room.words("offline"), found: null };
  }
}

/** @param {Room} room @param {number} seq */
export const deleteMessage = (room, seq) => change(room, "DELETE", `messages/${seq}`);

/** @param {Room} room @param {number | null} seq */
export const pin = (room, seq) => change(room, "PUT", "pinned-message", { message: seq });

/** @param {Room} room @param {number} seq @param {"now" | "done" | "open"} state */
export const setQuestion = (room, seq, state) => change(room, "PUT", `questions/${seq}`, { state });

/** @param {Room} room @param {string} handle @param {SanctionKind} kind @param {number} [seconds] */
export const sanction = (room, handle, kind, seconds) => change(room, "POST", "sanctions", { handle, kind, seconds });

/** @param {Room} room @param {string} handle @param {SanctionKind} [kind] that alone; else all that was decided */
export const pardon = (room, handle, kind) => change(room, "DELETE", `sanctions/${encodeURIComponent(handle)}${kind ? `?kind=${kind}` : ""}`);

/** @param {Room} room @param {number} seq @param {string} reason */
export const report = (room, seq, reason) => change(room, "POST", `messages/${seq}/reports`, { reason });

/** @param {Room} room @param {import("./room-state.js").Rules} rules */
export const setRules = (room, rules) => change(room, "PUT", "rules", rules);

/** @param {Room} room @param {string[]} words */
export const setWords = (room, words) => change(room, "PUT", "words", { words });

/** @param {Room} room @param {string} report */
export const settleReport = (room, report) => change(room, "POST", `reports/${encodeURIComponent(report)}/settle`);

/** @param {Room} room @param {string} held @param {boolean} through */
export const settleHeld = (room, held, through) => change(room, "POST", `held/${encodeURIComponent(held)}`, { let_through: through });

/** @param {Room} room @param {string} handle @param {boolean} keeps whether they help to keep the room */
export const setModerator = (room, handle, keeps) => change(room, keeps ? "PUT" : "DELETE", `moderators/${encodeURIComponent(handle)}`);

/** @param {Room} room @param {"rules" | "words" | "reports" | "held" | "sanctions" | "moderators"} what */
export const read = (room, what) => request(room, "GET", what);
