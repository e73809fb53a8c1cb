// @ts-check
import { button, make, write } from "../element.js";
import { icon } from "../icon.js";
import { toast } from "../toast.js";
import * as api from "./api.js";
import { forget, recall } from "./own-ticket.js";
import { placeAndTime } from "./place-words.js";
import { Waiting } from "./waiting.js";
import { say, why } from "./words.js";

/**
 * The wait for an advisor as a line beside what one does meanwhile, for as long as this browser holds a
 * ticket of the shop. Once somebody accepts it leads there: at once, or by a press where something is open
 * that one would lose sight of.
 *
 * `shop`: its slug. Hears `vitrine:in-line` (`{ ticket }`).
 */
class VitrineAdviceBar extends HTMLElement {
  /** @type {Waiting | null} */
  #waiting = null;
  #words = make("span.advice-bar-words", { role: "status" });
  /** It is being asked whether one wants to go. */
  #isAsking = false;
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
    this.#waiting?.stop();
  }

  get shop() {
    return this.getAttribute("shop") ?? "";
  }

  /** @param {string} id */
  #follow(id) {
    this.#waiting?.stop();
    const waiting = new Waiting(id);
    this.#waiting = waiting;
    waiting.addEventListener("change", () => this.#show(waiting));
    waiting.addEventListener("gone", () => this.#end());
    waiting.start();
  }

  /** @param {Waiting} waiting */
  #show({ id, ticket, isOffline }) {
    if (isOffline) return write(this.#words, say("offline"));
    if (ticket?.state === "accepted" && ticket.session) return this.#accepted(ticket.session);
    if (ticket?.state !== "waiting") return this.#end();
    if (!this.#words.isConnected && !this.#isAsking) this.#build(id);
    write(this.#words, placeAndTime(ticket));
  }

  /** @param {string} id */
  #build(id) {
    this.#isAsking = false;
    const see = make("a.advice-bar-see", { href: `/advice/${encodeURIComponent(id)}` }, icon("clock"), this.#words);
    const leave = button("bare-button", () => this.#ask(), icon("close"));
    leave.setAttribute("aria-label", say("leave"));
    leave.title = say("leave");
    this.replaceChildren(make("div.advice-bar-line", {}, see, leave));
    this.hidden = false;
  }

  /** Whether one really wants to go, in the same place. */
  #ask() {
    this.#isAsking = true;
    const stay = button("button.button-glass", () => this.#waiting && this.#build(this.#waiting.id), say("stay"));
    const leave = button("button.button-glass", () => this.#leave(), say("leave-short"));
    this.replaceChildren(make("div.advice-bar-line", { role: "group", "aria-label": say("leave-sure") }, make("span.advice-bar-words", {}, say("leave-sure")), stay, leave));
    stay.focus();
  }

  async #leave() {
    const { id } = this.#waiting ?? { id: "" };
    const answer = await api.leave(id);
    if (!answer.ok && answer.status !== 404) return toast(why(answer));
    this.#waiting?.stop();
    this.#end();
    toast(say("left"));
  }

  /** @param {string} session */
  #accepted(session) {
    const page = `/advice/sessions/${encodeURIComponent(session)}`;
    forget(this.shop);
    const isBusy = document.hidden || document.documentElement.hasAttribute("data-sheet");
    if (!isBusy) return location.assign(page);
    this.replaceChildren(make("div.advice-bar-line", { "data-ready": true }, make("span.advice-bar-words", { role: "status" }, say("ready")), make("a.button.button-accent", { href: page }, say("join"))));
    this.hidden = false;
    document.title = `● ${say("ready")}`;
  }

  #end() {
    this.#isAsking = false;
    forget(this.shop);
    this.hidden = true;
    this.replaceChildren();
    this.#words.textContent = "";
  }
}

customElements.define("vitrine-advice-bar", VitrineAdviceBar);
