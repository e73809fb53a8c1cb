// @ts-check
import { RoomElement } from "./room-element.js";
import { RoomSocket } from "./room-socket.js";
import { receive, voted } from "./room-state.js";

/** Longer than this without an answer the line is taken for dead. */
const ANSWER_MS = 8000;
/** More than this many questions to the server are never open at a time. */
const OPEN_MOST = 8;

/** @typedef {{ done: true, seq?: number } | { done: false, why: string, wait_s?: number }} Answer */
/** @typedef {{ t: string, text?: string, resolve: (answer: Answer) => void, timer: number, after: number, adrift: boolean }} Asked */

/**
 * A live room with its one connection.
 *
 * `socket`: the room's socket; `show`: the show as JSON; `data-waits`: the show isn't live yet. Elements inside read `room` and `status`,
 * call `say`, `ask`, `vote` and `heart`, and listen to `room:status` besides the events of every
 * room; `room:hearted` tells of own hearts (`{ n }`).
 */
export class VitrineRoom extends RoomElement {
  /** @type {RoomSocket | undefined} */
  #socket;
  /** Why the connection is closed for good; empty while it isn't. */
  reason = "";
  /** @type {Map<number, Asked>} */
  #asked = new Map();
  #lastId = 0;
  /** The event before which a gap was met last: the same gap twice is the server's business. */
  #gapAt = -1;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const addresses = { socket: this.getAttribute("socket") ?? "", show: this.getAttribute("show") ?? "" };
    const socket = new RoomSocket(addresses, {
      hello: () => (this.room.epoch === null ? {} : { epoch: this.room.epoch, last_seen: this.room.seq }),
      message: (message) => this.#receive(message),
      status: (status, reason) => this.#status(status, reason),
    });
    this.#socket = socket;
    addEventListener("pagehide", () => socket.close(), { signal });
    addEventListener("pageshow", (event) => event.persisted && socket.open(), { signal });
    addEventListener("offline", () => socket.status === "open" && socket.open(), { signal });
    addEventListener("online", () => socket.status === "connecting" && socket.open(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || socket.seen(), { signal });
    // A guest gets letters from the first thing they put into a basket on: what comes in between is resumed.
    const pages = new BroadcastChannel("vitrine-known");
    pages.addEventListener("message", () => this.room.you === null && socket.renew(), { signal });
    signal.addEventListener("abort", () => pages.close(), { once: true });
    // A broadcast of this very page has begun.
    this.addEventListener("vitrine:state", (event) => /** @type {CustomEvent} */ (event).detail.state === "live" && socket.soon(), { signal });
    socket.begin(!this.hasAttribute("data-waits"));
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#socket?.close();
  }

  get status() {
    return this.#socket?.status ?? "connecting";
  }

  /**
   * Says `text` to the room.
   * @param {string} text
   */
  say(text) {
    return this.#ask({ t: "say", text: plain(text) });
  }

  /**
   * Asks `text` as a question.
   * @param {string} text
   */
  ask(text) {
    return this.#ask({ t: "ask", text: plain(text) });
  }

  /**
   * Wants an answer to `question` too, or takes that back.
   * @param {number} question
   * @param {boolean} up
   */
  async vote(question, up) {
    const answer = await this.#ask({ t: "vote", question, up });
    if (answer.done) this.room = voted(this.room, question, up);
    return answer;
  }

  /**
   * Sends hearts; nobody answers.
   * @param {number} n 1 to 10
   */
  heart(n) {
    this.#socket?.send({ t: "heart", n });
  }

  /**
   * @param {{ t: string, text?: string, question?: number, up?: boolean }} message
   * @returns {Promise<Answer>}
   */
  #ask(message) {
    if (this.#asked.size >= OPEN_MOST) return Promise.resolve({ done: false, why: "too_fast", wait_s: 2 });
    const id = (this.#lastId += 1);
    if (!this.#socket?.send({ ...message, id })) return Promise.resolve({ done: false, why: "offline" });
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#socket?.open(), ANSWER_MS);
      this.#asked.set(id, { t: message.t, text: message.text, resolve, timer, after: this.room.seq, adrift: false });
    });
  }

  /**
   * @param {number} id
   * @param {Answer} answer
   */
  #answer(id, answer) {
    const asked = this.#asked.get(id);
    if (!asked) return;
    clearTimeout(asked.timer);
    this.#asked.delete(id);
    asked.resolve(answer);
  }

  /** @param {any} message */
  #receive(message) {
    if (message.t === "done") return this.#answer(message.id, { done: true, seq: message.seq });
    if (message.t === "refused") return this.#answer(message.id, { done: false, why: message.why, wait_s: message.wait_s });
    const { room, news } = receive(this.room, message);
    if (news[0]?.kind === "gap") return this.#heal(message);
    this.room = room;
    for (const one of news) {
      if (one.kind === "caught-up") this.#settle();
      this.tell(one.kind, one);
    }
  }

  /**
   * Asks for what was missed by coming back; what is not to be had the second time is given up.
   * @param {{ seq: number }} event
   */
  #heal(event) {
    const again = this.#gapAt === this.room.seq;
    this.#gapAt = this.room.seq;
    if (!again) return this.#socket?.open();
    this.room = { ...this.room, seq: event.seq - 1 };
    this.#receive(event);
  }

  /**
   * @param {import("./room-socket.js").Status} status
   * @param {string} reason
   */
  #status(status, reason) {
    this.reason = reason;
    this.dataset.status = status;
    if (status !== "open") this.#setAdrift();
    if (status === "closed") this.#settle();
    this.tell("status", { status, reason });
  }

  /** The line is gone: what was not answered may have arrived or not. */
  #setAdrift() {
    for (const asked of this.#asked.values()) {
      clearTimeout(asked.timer);
      asked.adrift = true;
    }
  }

  /** All that was missed is here: what was sent over the lost line is in it, or never arrived. */
  #settle() {
    for (const [id, { t, text, after, adrift }] of this.#asked) {
      if (!adrift) continue;
      const kind = t === "ask" ? "asked" : "said";
      const own = this.room.messages.find(
        (one) => (one.seq ?? 0) > after && one.t === kind && one.text === text && one.from.handle === this.room.you?.handle,
      );
      this.#answer(id, own ? { done: true, seq: own.seq } : { done: false, why: "offline" });
    }
  }
}

/**
 * The text as the server will have it: composed, on one line.
 * @param {string} text
 */
function plain(text) {
  return text.normalize("NFC").replace(/\s+/gu, " ").trim();
}

/**
 * The live room that `element` is in.
 * @param {Element} element
 */
export function roomOf(element) {
  const room = element.closest("vitrine-room");
  return room instanceof VitrineRoom ? room : null;
}

customElements.define("vitrine-room", VitrineRoom);
