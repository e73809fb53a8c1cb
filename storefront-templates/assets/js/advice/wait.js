// @ts-check
import { write } from "../element.js";
import { toast } from "../toast.js";
import * as api from "./api.js";
import { clock, dayTime } from "./clock-words.js";
import { rangeWords } from "./estimate.js";
import { forget, remember } from "./own-ticket.js";
import { isAway, isCalled, placeWords } from "./place-words.js";
import { Ringer } from "./ringer.js";
import { VitrineWaitAway } from "./wait-away.js";
import { Waiting } from "./waiting.js";
import { say, why } from "./words.js";

/** Who was called by letter and can't say that they are here says it again after this. */
const AGAIN_MS = 3000;

/**
 * The wait for an advisor, as a page: the place in line, how long it takes, and on to the session once
 * somebody accepts. Whoever is away is told what happens, and called here; whoever opens the page once
 * they are called is here again.
 *
 * `ticket`: its id; `shop`: the shop's slug; `key`: of the link of a letter, on another device than the one
 * that asked. Inside: `[data-part=place]`, `[data-part=time]`, `[data-part=note]`, `[data-part=spoken]` (a
 * status, for what is worth interrupting somebody), `vitrine-wait-away`, and the form that leaves.
 * `data-state`: `looking`, `waiting`, `ringing`, `away`, `called`, `accepted`, `left`, `over`.
 */
class VitrineAdviceWait extends HTMLElement {
  /** @type {Waiting | null} */
  #waiting = null;
  /** @type {Ringer | null} */
  #ringer = null;
  #isFirst = true;
  /** It is being said that one is here. */
  #isComing = false;
  /** @type {number | undefined} */
  #timer;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    this.#ringer = new Ringer(this.#leaving.signal);
    this.addEventListener("submit", (event) => this.#leave(event));
    this.addEventListener("vitrine:here", () => this.#come());
    this.addEventListener("vitrine:ticket", (event) => this.#read(/** @type {CustomEvent<import("./api.js").Ticket>} */ (event).detail));
    addEventListener("online", () => this.hasAttribute("key") && this.#come(), { signal: this.#leaving.signal });
    if (this.hasAttribute("key")) this.#come();
    else this.#follow();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
    this.#waiting?.stop();
  }

  get ticket() {
    return this.getAttribute("ticket") ?? "";
  }

  get shop() {
    return this.getAttribute("shop") ?? "";
  }

  #follow() {
    remember(this.shop, this.ticket);
    this.#waiting?.stop();
    const waiting = new Waiting(this.ticket);
    this.#waiting = waiting;
    waiting.addEventListener("change", () => this.#show(waiting));
    waiting.addEventListener("gone", () => this.#enter("left"));
    waiting.start();
  }

  /** One is here, and it rings at once. */
  async #come() {
    if (this.#isComing) return;
    this.#isComing = true;
    clearTimeout(this.#timer);
    const key = this.getAttribute("key");
    const answer = await api.here(this.ticket, key);
    this.#isComing = false;
    if (this.#leaving.signal.aborted) return;
    if (key && answer.status === 404) return this.#enter("left");
    if (!answer.ok) {
      this.#say("note", why(answer));
      if (key) this.#timer = setTimeout(() => this.#come(), AGAIN_MS);
      else toast(why(answer));
      return;
    }
    if (key) {
      this.removeAttribute("key");
      history.replaceState(null, "", location.pathname);
    }
    this.#read(answer.data);
    this.#follow();
  }

  /** @param {string} name @param {string} text */
  #say(name, text) {
    const place = this.querySelector(`[data-part=${name}]`);
    if (place) write(place, text);
  }

  /** @param {Waiting} waiting */
  #show({ ticket, isOffline }) {
    this.#say("note", isOffline ? say(ticket && isAway(ticket) ? "offline-away" : "offline") : "");
    if (isOffline || !ticket) return;
    const comes = this.#isFirst && isCalled(ticket) && ticket.state === "waiting";
    this.#isFirst = false;
    if (comes) return this.#come();
    this.#read(ticket);
  }

  /** @param {import("./api.js").Ticket} ticket */
  #read(ticket) {
    if (ticket.state === "accepted" && ticket.session) return this.#accepted(ticket.session);
    if (ticket.state !== "waiting") return this.#enter(ticket.state);
    const state = isCalled(ticket) ? "called" : isAway(ticket) ? "away" : ticket.ringing ? "ringing" : "waiting";
    this.#enter(state);
    this.#say("place", placeWords(ticket));
    this.#say("time", timeWords(ticket, state));
    this.#say("until", untilWords(ticket));
    // Read out when one moves up, not with each new estimate.
    this.#say("spoken", placeWords(ticket));
    const away = this.querySelector("vitrine-wait-away");
    if (away instanceof VitrineWaitAway) away.show(ticket);
    if (state !== "called") document.title = `${placeWords(ticket)} · Vitrine`;
  }

  /** @param {string} session */
  #accepted(session) {
    this.#enter("accepted");
    this.#say("place", say("ready"));
    this.#say("spoken", say("ready"));
    document.title = `● ${say("ready")}`;
    location.replace(`/advice/sessions/${encodeURIComponent(session)}`);
  }

  /** @param {string} state */
  #enter(state) {
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    if (state === "called") this.#ringer?.start(say("called"));
    else this.#ringer?.stop();
    if (state !== "left" && state !== "over") return;
    // Nobody comes any more.
    this.removeAttribute("key");
    clearTimeout(this.#timer);
    forget(this.shop);
    this.#say("spoken", say("left"));
  }

  /** @param {Event} event */
  async #leave(event) {
    if (event.target instanceof Element && event.target.closest("vitrine-wait-away")) return;
    event.preventDefault();
    const answer = await api.leave(this.ticket);
    if (!answer.ok && answer.status !== 404) return toast(why(answer));
    this.#waiting?.stop();
    this.#enter("left");
  }
}

/**
 * @param {import("./api.js").Ticket} ticket
 * @param {string} state
 */
function timeWords(ticket, state) {
  if (state === "ringing") return say("ringing-next");
  if (state === "called") return ticket.leaves_at ? say("called-until", { time: clock(ticket.leaves_at) }) : "";
  if (ticket.comes_at) return say("away-comes-then");
  if (ticket.calls_back) return `${say("place", { n: ticket.position ?? 1 })} ${rangeWords(ticket.estimate)}`;
  return rangeWords(ticket.estimate);
}

/**
 * What happens to somebody who is away, without making it sound better than it is.
 * @param {import("./api.js").Ticket} ticket
 */
function untilWords(ticket) {
  if (!isAway(ticket) || isCalled(ticket)) return "";
  const where = say(ticket.mailed ? "away-mail" : "away-page");
  if (!ticket.leaves_at) return where;
  const until = ticket.comes_at ? say("away-comes-until", { time: clock(ticket.leaves_at) }) : say("away-back-until", { time: dayTime(ticket.leaves_at) });
  return `${where} ${until}`;
}

customElements.define("vitrine-advice-wait", VitrineAdviceWait);
