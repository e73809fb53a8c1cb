// @ts-check
import { fetchShow } from "./show.js";

/** Between attempts, each with up to half as much again by chance (live-protocol.md, "Being closed"). */
const WAITS_MS = [500, 1000, 2000, 4000, 8000];
const TOO_MANY_MS = 60_000;
const NOT_YET_MS = 4000;
/** A broadcast that has begun is in the books within this time, as a rule. */
const SOON_MS = 800;
const CONNECT_MS = 10_000;
/** The server says something at least every 25 seconds (live-protocol.md, "Keeping the line"). */
const SILENCE_MS = 40_000;
/** Whoever comes back to the page waits less. */
const SILENCE_SEEN_MS = 27_000;
const LISTEN_EVERY_MS = 5000;

/** Close codes after which coming back makes no sense, and why. */
const FINAL = new Map([
  [4000, "ended"],
  [4001, "unauthorised"],
  [4002, "kicked"],
  [4005, "expired"],
  [4007, "version"],
]);

/** @typedef {"connecting" | "open" | "waiting" | "closed"} Status `waiting`: the show isn't live yet */

/**
 * Keeps one connection to a room: connects, comes back after every loss, says hello, hands on what
 * the server says. What it means is for others.
 */
export class RoomSocket {
  /** @type {WebSocket | null} */
  #line = null;
  #attempt = 0;
  /** @type {number | undefined} */
  #retry;
  /** @type {number | undefined} */
  #patience;
  /** @type {Status} */
  status = "connecting";
  /** When the server was heard last. By the wall clock, which goes on while a laptop sleeps. */
  #heardAt = 0;
  /** @type {number | undefined} */
  #listening;

  /**
   * @param {{ socket: string, show: string }} addresses of the socket, and of the show as JSON
   * @param {{ hello: () => object, message: (message: any) => void, status: (status: Status, reason: string) => void }} listener
   */
  constructor(addresses, listener) {
    const url = new URL(addresses.socket, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.url = url.href;
    this.show = addresses.show;
    this.listener = listener;
  }

  /**
   * Connects: at once, or when the show is live.
   * @param {boolean} live
   */
  begin(live) {
    if (live) this.open();
    else this.#wait();
  }

  /** Connects at once, whatever it was waiting for. */
  open() {
    this.#drop();
    this.#enter("connecting", "");
    const line = new WebSocket(this.url);
    this.#line = line;
    let opened = false;
    this.#patience = setTimeout(() => line.close(), CONNECT_MS);
    this.#listening = setInterval(() => this.#listen(SILENCE_MS), LISTEN_EVERY_MS);
    line.onopen = () => {
      opened = true;
      line.send(JSON.stringify({ t: "hello", v: 1, ...this.listener.hello() }));
    };
    line.onmessage = ({ data }) => this.#read(data);
    line.onclose = ({ code }) => this.#closed(code, opened);
  }

  /** Who this is has changed: the line there is, if there is one, was opened as somebody else. */
  renew() {
    if (this.#line && this.#line.readyState <= WebSocket.OPEN) this.open();
  }

  /** The page is looked at again. */
  seen() {
    this.#listen(SILENCE_SEEN_MS);
  }

  /**
   * A line that died without a word looks open to whoever only reads.
   * @param {number} patience milliseconds
   */
  #listen(patience) {
    if (this.status === "open" && Date.now() - this.#heardAt > patience) this.open();
  }

  /** Leaves for good, until `open`. */
  close() {
    this.#drop();
    this.#enter("closed", "left");
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

  /** Lets the connection go without a word to anybody. */
  #drop() {
    clearTimeout(this.#retry);
    clearTimeout(this.#patience);
    clearInterval(this.#listening);
    const line = this.#line;
    this.#line = null;
    if (!line) return;
    line.onopen = line.onmessage = line.onclose = null;
    line.close(1000);
  }

  /** @param {unknown} data */
  #read(data) {
    this.#heardAt = Date.now();
    const message = parse(data);
    if (!message) return;
    if (message.t === "welcome" || message.t === "resync") {
      clearTimeout(this.#patience);
      this.#attempt = 0;
      this.listener.message(message);
      this.#enter("open", "");
    } else {
      this.listener.message(message);
    }
  }

  /**
   * @param {number} code
   * @param {boolean} opened
   */
  async #closed(code, opened) {
    clearTimeout(this.#patience);
    const line = this.#line;
    const final = FINAL.get(code);
    if (final) {
      this.#drop();
      return this.#enter("closed", final);
    }
    this.#enter("connecting", "");
    if (code === 4006) return this.#later(TOO_MANY_MS);
    // A refused upgrade tells a page nothing: the show itself says what it is.
    const state = opened ? "live" : (await fetchShow(this.show))?.state;
    if (line !== this.#line) return;
    if (state === "ended" || state === "expired") {
      this.#drop();
      return this.#enter("closed", state);
    }
    if (state === "scheduled") return this.#wait();
    const wait = WAITS_MS[Math.min(this.#attempt, WAITS_MS.length - 1)];
    this.#attempt += 1;
    this.#later(wait * (1 + Math.random() / 2));
  }

  /** The show is about to be live. */
  soon() {
    if (this.status === "waiting") this.#wait(SOON_MS);
  }

  /**
   * Looks at the show until it is live.
   * @param {number} [wait] milliseconds until the first look
   */
  #wait(wait = NOT_YET_MS) {
    clearTimeout(this.#retry);
    this.#enter("waiting", "");
    this.#retry = setTimeout(async () => {
      const line = this.#line;
      const show = await fetchShow(this.show);
      if (line !== this.#line || this.status !== "waiting") return;
      if (show && show.state !== "scheduled") this.open();
      else this.#wait();
    }, wait);
  }

  /** @param {number} wait milliseconds */
  #later(wait) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.open(), wait);
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
