// @ts-check
import { write } from "../element.js";
import { toast } from "../toast.js";
import * as api from "./api.js";
import { rangeWords } from "./estimate.js";
import { forget, remember } from "./own-ticket.js";
import { placeWords } from "./place-words.js";
import { Waiting } from "./waiting.js";
import { say, why } from "./words.js";

/**
 * The wait for an advisor, as a page: the place in line, how long it takes, and on to the session once
 * somebody accepts.
 *
 * `ticket`: its id; `shop`: the shop's slug. Inside: `[data-part=place]`, `[data-part=time]`,
 * `[data-part=note]`, `[data-part=spoken]` (a status, for what is worth interrupting somebody), and the form
 * that leaves. `data-state`: `looking`, `waiting`, `ringing`, `accepted`, `left`, `over`.
 */
class VitrineAdviceWait extends HTMLElement {
  /** @type {Waiting | null} */
  #waiting = null;

  connectedCallback() {
    remember(this.shop, this.ticket);
    this.addEventListener("submit", (event) => this.#leave(event));
    const waiting = new Waiting(this.ticket);
    this.#waiting = waiting;
    waiting.addEventListener("change", () => this.#show(waiting));
    waiting.addEventListener("gone", () => this.#enter("left"));
    waiting.start();
  }

  disconnectedCallback() {
    this.#waiting?.stop();
  }

  get ticket() {
    return this.getAttribute("ticket") ?? "";
  }

  get shop() {
    return this.getAttribute("shop") ?? "";
  }

  /** @param {string} name @param {string} text */
  #say(name, text) {
    const place = this.querySelector(`[data-part=${name}]`);
    if (place) write(place, text);
  }

  /** @param {Waiting} waiting */
  #show({ ticket, isOffline }) {
    this.#say("note", isOffline ? say("offline") : "");
    if (isOffline || !ticket) return;
    if (ticket.state === "accepted" && ticket.session) return this.#accepted(ticket.session);
    if (ticket.state !== "waiting") return this.#enter(ticket.state);
    const rings = ticket.ringing;
    this.#enter(rings ? "ringing" : "waiting");
    this.#say("place", placeWords(ticket));
    this.#say("time", rings ? say("ringing-next") : rangeWords(ticket.estimate));
    // Read out when one moves up, not with each new estimate.
    this.#say("spoken", placeWords(ticket));
    document.title = `${placeWords(ticket)} · Vitrine`;
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
    if (state === "waiting" || state === "ringing") return;
    forget(this.shop);
    if (state === "left" || state === "over") this.#say("spoken", say("left"));
  }

  /** @param {Event} event */
  async #leave(event) {
    event.preventDefault();
    const answer = await api.leave(this.ticket);
    if (!answer.ok && answer.status !== 404) return toast(why(answer));
    this.#waiting?.stop();
    this.#enter("left");
  }
}

customElements.define("vitrine-advice-wait", VitrineAdviceWait);
