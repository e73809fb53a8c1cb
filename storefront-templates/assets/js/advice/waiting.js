// @ts-check
import * as api from "./api.js";

const EVERY_MS = 2000;
/** It rings: the talk may begin at any moment. */
const RINGS_EVERY_MS = 500;
const MOST_MS = 30_000;
/** Nobody looks for this long: from then on only a sign of life, well within the server's three minutes. */
const HIDDEN_AFTER_MS = 60_000;
const HIDDEN_EVERY_MS = 55_000;

/**
 * Follows one ticket in line. `change` is dispatched with each answer and each loss of the line, until the
 * ticket waits no more; `gone` where there is no such ticket. Knows no page.
 */
export class Waiting extends EventTarget {
  /** @type {import("./api.js").Ticket | null} */
  ticket = null;
  isOffline = false;
  #failures = 0;
  #hiddenSince = document.hidden ? performance.now() : 0;
  /** @type {number | undefined} */
  #timer;
  #leaving = new AbortController();

  /** @param {string} id */
  constructor(id) {
    super();
    this.id = id;
  }

  start() {
    const { signal } = this.#leaving;
    document.addEventListener("visibilitychange", () => this.#turned(), { signal });
    addEventListener("online", () => this.#soon(0), { signal });
    this.#soon(0);
  }

  stop() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
  }

  /** Looks at once. */
  look() {
    this.#soon(0);
  }

  #turned() {
    this.#hiddenSince = document.hidden ? performance.now() : 0;
    if (!document.hidden) this.#soon(0);
  }

  /** @param {number} wait milliseconds */
  #soon(wait) {
    clearTimeout(this.#timer);
    if (!this.#leaving.signal.aborted) this.#timer = setTimeout(() => this.#look(), wait);
  }

  async #look() {
    const answer = await api.ticket(this.id);
    if (this.#leaving.signal.aborted) return;
    if (answer.ok) return this.#read(answer.data);
    if (answer.status === 404) {
      this.stop();
      this.dispatchEvent(new Event("gone"));
      return;
    }
    this.#failures += 1;
    this.isOffline = true;
    this.#soon(Math.min(MOST_MS, EVERY_MS * 2 ** this.#failures));
    this.dispatchEvent(new Event("change"));
  }

  /** @param {import("./api.js").Ticket} ticket */
  #read(ticket) {
    this.ticket = ticket;
    this.isOffline = false;
    this.#failures = 0;
    const isUnseen = this.#hiddenSince > 0 && performance.now() - this.#hiddenSince > HIDDEN_AFTER_MS;
    if (ticket.state === "waiting") this.#soon(isUnseen ? HIDDEN_EVERY_MS : ticket.ringing ? RINGS_EVERY_MS : EVERY_MS);
    else this.stop();
    this.dispatchEvent(new Event("change"));
  }
}
