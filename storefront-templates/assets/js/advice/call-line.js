// @ts-check
/** Between attempts, each with up to half as much again by chance. */
const WAITS_MS = [300, 1000, 2000, 4000];
const CONNECT_MS = 10_000;
/** The server says something every five seconds (advice-protocol.md): without it the line has died without a word. */
const SILENCE_MS = 13_000;
const LISTEN_EVERY_MS = 2000;
/** Close codes after which coming back makes no sense, and why (live-protocol.md, "Being closed"). */
const FINAL = new Map([
  [4000, "ended"],
  [4001, "unauthorised"],
  [4002, "kicked"],
  [4005, "expired"],
  [4007, "version"],
]);

/** @typedef {"connecting" | "open" | "closed"} Status */

/**
 * Keeps one connection to a session: comes back after every loss with the number of the last event that was
 * read, so that nothing is missed. What is said is for the listener.
 */
export class CallLine {
  /** @type {WebSocket | null} */
  #line = null;
  #after = 0;
  #attempt = 0;
  /** @type {number | undefined} */
  #retry;
  /** @type {number | undefined} */
  #patience;
  /** @type {number | undefined} */
  #listening;
  /** When the server was heard last. By the wall clock, which goes on while a laptop sleeps. */
  #heardAt = 0;
  /** @type {Status} */
  status = "connecting";

  /**
   * @param {string} address
   * @param {{ message: (message: any) => void, status: (status: Status, reason: string) => void }} listener
   */
  constructor(address, listener) {
    this.address = address;
    this.listener = listener;
  }

  /** Connects at once, whatever it was waiting for. */
  open() {
    this.#drop();
    this.#enter("connecting", "");
    const url = new URL(this.address, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.#after > 0) url.searchParams.set("after", String(this.#after));
    const line = new WebSocket(url);
    this.#line = line;
    this.#patience = setTimeout(() => line.close(), CONNECT_MS);
    this.#heardAt = Date.now();
    this.#listening = setInterval(() => this.status === "open" && Date.now() - this.#heardAt > SILENCE_MS && this.open(), LISTEN_EVERY_MS);
    line.onmessage = ({ data }) => this.#read(data);
    line.onclose = ({ code }) => this.#closed(code);
  }

  /**
   * Whether `message` went out.
   * @param {object} message
   */
  send(message) {
    if (this.status !== "open" || this.#line?.readyState !== WebSocket.OPEN) return false;
    this.#line.send(JSON.stringify(message));
    return true;
  }

  /** Leaves for good. */
  close() {
    this.#drop();
    this.#enter("closed", "left");
  }

  #drop() {
    clearTimeout(this.#retry);
    clearTimeout(this.#patience);
    clearInterval(this.#listening);
    const line = this.#line;
    this.#line = null;
    if (!line) return;
    line.onmessage = line.onclose = null;
    line.close(1000);
  }

  /** @param {unknown} data */
  #read(data) {
    this.#heardAt = Date.now();
    const message = parse(data);
    if (!message) return;
    if (typeof message.seq === "number") this.#after = Math.max(this.#after, message.seq);
    this.listener.message(message);
    if (message.type !== "welcome") return;
    clearTimeout(this.#patience);
    this.#attempt = 0;
    this.#enter("open", "");
  }

  /** @param {number} code */
  #closed(code) {
    clearTimeout(this.#patience);
    const final = FINAL.get(code);
    if (final) {
      this.#drop();
      return this.#enter("closed", final);
    }
    this.#enter("connecting", "");
    const wait = WAITS_MS[Math.min(this.#attempt, WAITS_MS.length - 1)];
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.open(), wait * (1 + Math.random() / 2));
  }

  /**
   * @param {Status} status
   * @param {string} reason
   */
  #enter(status, reason) {
    if (this.status === status) return;
    this.status = status;
    this.listener.status(status, reason);
  }
}

/** @param {unknown} data */
function parse(data) {
  try {
    const message = JSON.parse(String(data));
    return message && typeof message === "object" ? message : null;
  } catch {
    return null;
  }
}
