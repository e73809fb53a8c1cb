// @ts-check
const PATIENCE_MS = 10_000;

/**
 * What became of a request: `data` where it was done (null for an empty answer), else the problem
 * (RFC 9457) with its `slug` (the last part of `type`), or `offline` where nobody answered.
 * @typedef {{ ok: true, status: number, data: any } | { ok: false, status: number, slug: string, detail: string, problem: any }} Answer
 */

/**
 * Asks the JSON API for something.
 * @param {string} method
 * @param {string} url
 * @param {object | Blob} [body] an object is sent as JSON
 * @param {{ key?: string, patience?: number, keepalive?: boolean }} [options] `key`: the Idempotency-Key of something to be
 *   done once; `keepalive`: goes out even though the page is being left
 * @returns {Promise<Answer>}
 */
export async function ask(method, url, body, { key, patience = PATIENCE_MS, keepalive = false } = {}) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (key) headers["idempotency-key"] = key;
  if (body !== undefined && !(body instanceof Blob)) headers["content-type"] = "application/json";
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      keepalive,
      signal: AbortSignal.timeout(patience),
    });
    const text = await response.text();
    const data = text ? JSON.parse(text) : null;
    if (response.ok) return { ok: true, status: response.status, data };
    return refused(response.status, data);
  } catch {
    return refused(0, null);
  }
}

/**
 * An answer that is none, or a problem.
 * @param {number} status 0 where nobody answered
 * @param {any} problem
 * @returns {Extract<Answer, { ok: false }>}
 */
export function refused(status, problem) {
  const slug = String(problem?.type ?? "").split(/[/#:]/u).pop() || "else";
  return { ok: false, status, slug: status === 0 ? "offline" : slug, detail: problem?.detail ?? problem?.title ?? "", problem };
}
