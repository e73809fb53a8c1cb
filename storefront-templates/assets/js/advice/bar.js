// @ts-check
import { button, make, write } from "../element.js";
import { icon } from "../icon.js";
import { toast } from "../toast.js";
import * as api from "./api.js";
import { forget, recall } from "./own-ticket.js";
import { isAway, isCalled, placeAndTime } from "./place-words.js";
import { Ringer } from "./ringer.js";
import { Waiting } from "./waiting.js";
import { say, why } from "./words.js";

/**
 * The wait for an advisor as a line beside what one does meanwhile, for as long as this browser holds a
 * ticket of the shop. Once somebody accepts it leads there: at once, or by a press where something is open
 * that one would lose sight of, or where one came from there. Whoever can't wait is called back, here as well.
 *
 * `shop`: its slug. Hears `vitrine:in-line` (`{ ticket }`).
 */
class VitrineAdviceBar extends HTMLElement {
  /** @type {Waiting | null} */
  #waiting = null;
  #words = make("span.advice-bar-words", { role: "status" });
  /** It is being asked whether one wants to go. */
  #isAsking = false;
  /** What the line offers: changed only where that is another. */
  #offers = "";
  /** Nothing is known of the ticket yet. */
  #isFirst = true;
  /** @type {Ringer | null} */
  #ringer = null;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    document.addEventListener("vitrine:in-line", (event) => this.#follow(/** @type {CustomEvent<{ ticket: string }>} */ (event).detail.ticket), { signal });
    const ticket = recall(this.shop);
    if (ticket) this.#follow(ticket);
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#ringer = null;
    this.#waiting?.stop();
  }

  get shop() {
    return this.getAttribute("shop") ?? "";
  }

  /** @param {string} id */
  #follow(id) {
    // Without a ticket nothing rings.
    this.#ringer ??= new Ringer(this.#leaving.signal);
    this.#waiting?.stop();
    const waiting = new Waiting(id);
    this.#waiting = waiting;
    this.#isFirst = true;
    waiting.addEventListener("change", () => this.#show(waiting));
    waiting.addEventListener("gone", () => this.#end());
    waiting.start();
  }

  /** @param {Waiting} waiting */
  #show({ id, ticket, isOffline }) {
    if (isOffline) return write(this.#words, say(ticket && isAway(ticket) ? "offline-away" : "offline"));
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (ticket?.state === "accepted" && ticket.session) return this.#accepted(ticket.session, isFirst);
    if (ticket?.state !== "waiting") return this.#end();
    const offers = isCalled(ticket) ? "called" : isAway(ticket) ? "away" : ticket.ringing ? "ringing" : "waiting";
    if (this.#offers !== offers || (!this.#words.isConnected && !this.#isAsking)) this.#build(id, offers);
    write(this.#words, placeAndTime(ticket));
  }

  /**
   * @param {string} id
   * @param {string} offers
   */
  #build(id, offers) {
    this.#isAsking = false;
    this.#offers = offers;
    if (offers === "called") this.#ringer?.start(say("called"));
    else this.#ringer?.stop();
    const held = this.contains(document.activeElement) ? document.activeElement : null;
    const see = make("a.advice-bar-see", { href: `/advice/${encodeURIComponent(id)}` }, icon("clock"), this.#words);
    const back = () => button("button.button-glass", () => this.#turn(api.goAway(id, { calls_back: true })), say("call-back"));
    const here = () => button("button.button-accent", () => this.#turn(api.here(id)), say("here"));
    const turn = offers === "waiting" ? back() : offers !== "ringing" && here();
    const leave = button("bare-button", () => this.#ask(), icon("close"));
    leave.setAttribute("aria-label", say("leave"));
    leave.title = say("leave");
    this.replaceChildren(make("div.advice-bar-line", { "data-ready": offers === "called" }, see, turn, leave));
    this.hidden = false;
    // The focus stays in the line, and on the way out where it was there.
    if (held) (held.matches(".bare-button") ? leave : see).focus();
  }

  /** One goes, or is here again. @param {Promise<import("../json-api.js").Answer>} asked */
  async #turn(asked) {
    const answer = await asked;
    if (!answer.ok) return toast(why(answer));
    this.#waiting?.look();
  }

  /** Whether one really wants to go, in the same place. */
  #ask() {
    this.#isAsking = true;
    const stay = button("button.button-glass", () => this.#stay(), say("stay"));
    const leave = button("button.button-glass", () => this.#leave(), say("leave-short"));
    this.replaceChildren(make("div.advice-bar-line", { role: "group", "aria-label": say("leave-sure") }, make("span.advice-bar-words", {}, say("leave-sure")), stay, leave));
    stay.focus();
  }

  #stay() {
    if (!this.#waiting) return;
    this.#build(this.#waiting.id, this.#offers);
  }

  async #leave() {
    const { id } = this.#waiting ?? { id: "" };
    const answer = await api.leave(id);
    if (!answer.ok && answer.status !== 404) return toast(why(answer));
    this.#waiting?.stop();
    this.#end();
    toast(say("left"));
  }

  /**
   * @param {string} session
   * @param {boolean} wasThere one comes from there, or has seen it elsewhere
   */
  #accepted(session, wasThere) {
    this.#offers = "";
    this.#ringer?.stop();
    const page = `/advice/sessions/${encodeURIComponent(session)}`;
    const isBusy = document.hidden || document.documentElement.hasAttribute("data-sheet");
    if (!isBusy && !wasThere) return location.assign(page);
    this.replaceChildren(make("div.advice-bar-line", { "data-ready": true }, make("span.advice-bar-words", { role: "status" }, say("ready")), make("a.button.button-accent", { href: page }, say("join"))));
    this.hidden = false;
    if (!wasThere) document.title = `● ${say("ready")}`;
  }

  #end() {
    this.#isAsking = false;
    this.#offers = "";
    this.#ringer?.stop();
    forget(this.shop);
    this.hidden = true;
    this.replaceChildren();
    this.#words.textContent = "";
  }
}

customElements.define("vitrine-advice-bar", VitrineAdviceBar);
