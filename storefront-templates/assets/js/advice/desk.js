// @ts-check
import { make, write } from "../element.js";
import { toast } from "../toast.js";
import * as api from "./api.js";
import { absentView, ticketView } from "./desk-ticket.js";
import { pulse } from "./pulse.js";
import { Ringer } from "./ringer.js";
import { say, why } from "./words.js";

/** Every so many beats of the pulse, which are a second each. */
const LOOK_EVERY = 2;
const SEEN_EVERY = 5;
/** While nobody answers it is asked less often, down to this. */
const LOOK_SELDOM = 15;

/**
 * The desk of somebody who gives advice: who waits, the one that rings here, the session one is in.
 *
 * `shop`: its slug. Inside: `[data-part=ringing]`, `[data-part=list]`, `[data-part=count]`, `[data-part=session]`,
 * `[data-part=away]` (those who keep a place), `[data-part=note]`, `[data-part=spoken]`. `data-state`: `looking`, `off`, `quiet`, `busy` (in a session), `line`.
 * `vitrine:me` (`{ me, queues }`: the advisor, or null, and the shop's queues) is dispatched when it is known how one stands, and is heard when
 * that was changed here.
 */
class VitrineAdviceDesk extends HTMLElement {
  /** @type {Ringer | null} */
  #ringer = null;
  /** @type {import("./api.js").Desk | null} */
  #desk = null;
  /** The lines that stand, each as long as it is the same. @type {Map<string, { print: string, view: HTMLElement, renew: (ticket: import("./api.js").Waiting) => void }>} */
  #lines = new Map();
  /** Whom it rings for. */
  #rings = "";
  #beats = 0;
  #wait = LOOK_EVERY;
  #isLooking = false;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#ringer = new Ringer(signal);
    signal.addEventListener("abort", pulse(() => this.#beat()));
    this.addEventListener("vitrine:me-set", () => this.#look(), { signal });
    addEventListener("online", () => this.#look(), { signal });
    this.#look();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get shop() {
    return this.getAttribute("shop") ?? "";
  }

  get #isOn() {
    return this.#desk?.me?.state === "on";
  }

  #beat() {
    this.#beats += 1;
    // In a session it is the talk's page that says whether one is there.
    if (this.#beats % SEEN_EVERY === 0 && this.#isOn && !this.#desk?.session) api.seen(this.shop);
    if (this.#beats % this.#wait === 0) this.#look();
  }

  async #look() {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const answer = await api.desk(this.shop);
    this.#isLooking = false;
    if (this.#leaving.signal.aborted) return;
    this.#wait = answer.ok ? LOOK_EVERY : Math.min(LOOK_SELDOM, this.#wait * 2);
    this.#say("note", answer.ok ? "" : why(answer));
    if (answer.ok) this.#show(answer.data);
  }

  /** @param {string} name @param {string} text */
  #say(name, text) {
    const place = this.querySelector(`[data-part=${name}]`);
    if (place) write(place, text);
  }

  /** @param {import("./api.js").Desk} desk */
  #show(desk) {
    const before = this.#desk;
    this.#desk = desk;
    this.dispatchEvent(new CustomEvent("vitrine:desk", { detail: desk }));
    const { me, queues } = desk;
    if (before === null || JSON.stringify([before.me, before.queues]) !== JSON.stringify([me, queues])) this.dispatchEvent(new CustomEvent("vitrine:me", { detail: { me, queues } }));
    this.dataset.state = desk.session ? "busy" : desk.tickets.length > 0 ? "line" : this.#isOn ? "quiet" : "off";
    const ringing = desk.session ? null : (desk.tickets.find(({ id }) => id === desk.ringing) ?? null);
    const others = desk.tickets.filter((ticket) => ticket !== ringing);
    this.#fill("ringing", ringing ? [ringing] : [], true);
    this.#fill("list", others, false);
    this.#fillAway(desk.away);
    this.#say("count", desk.tickets.length > 0 ? String(desk.tickets.length) : "");
    this.#session(desk.session);
    this.#ring(ringing);
    const standing = new Set(desk.tickets.map(({ id }) => id));
    for (const id of this.#lines.keys()) if (!standing.has(id)) this.#lines.delete(id);
  }

  /**
   * @param {string} name
   * @param {import("./api.js").Waiting[]} tickets
   * @param {boolean} rings
   */
  #fill(name, tickets, rings) {
    const place = this.querySelector(`[data-part=${name}]`);
    if (!place) return;
    const focused = document.activeElement instanceof HTMLButtonElement && place.contains(document.activeElement) ? document.activeElement : null;
    const views = tickets.map((ticket) => this.#line(ticket, rings));
    // What stands as it did keeps its place, and the focus in it.
    if (views.length !== place.children.length || views.some((view, at) => view !== place.children[at])) place.replaceChildren(...views);
    place.toggleAttribute("hidden", views.length === 0);
    // Whoever was about to press a button that moved, or was drawn anew, still is.
    if (focused && document.activeElement !== focused) this.#refocus(place, focused);
  }

  /**
   * @param {Element} place
   * @param {HTMLButtonElement} button
   */
  #refocus(place, button) {
    const line = button.closest("[data-id]")?.getAttribute("data-id");
    const same = [...place.querySelectorAll(`[data-id="${CSS.escape(line ?? "")}"] button`)].find(({ textContent }) => textContent === button.textContent);
    const next = button.isConnected ? button : same;
    if (next instanceof HTMLButtonElement) next.focus();
  }

  /** @param {import("./api.js").Absent[]} away */
  #fillAway(away) {
    const place = this.querySelector("[data-part=away]");
    const print = JSON.stringify([away, this.#desk?.queues]);
    if (!(place instanceof HTMLElement) || place.dataset.print === print) return;
    place.dataset.print = print;
    place.querySelector("ul")?.replaceChildren(...away.map((ticket) => absentView(ticket, this.#queueName(ticket.queue))));
    place.hidden = away.length === 0;
  }

  /** @param {string | null} id */
  #queueName(id) {
    return this.#desk?.queues.find((queue) => queue.id === id)?.name ?? "";
  }

  /**
   * @param {import("./api.js").Waiting} ticket
   * @param {boolean} rings
   */
  #line(ticket, rings) {
    const canTake = this.#isOn && !this.#desk?.session;
    const queue = this.#queueName(ticket.queue);
    // At whom it rings, and how long it takes, changes all the time.
    const print = JSON.stringify([{ ...ticket, ringing: 0, position: 0, estimate: 0 }, rings, canTake, queue]);
    const stands = this.#lines.get(ticket.id);
    if (stands?.print === print) {
      stands.renew(ticket);
      return stands.view;
    }
    const { view, renew } = ticketView(ticket, { shop: this.shop, rings, canTake, queue }, {
      accept: (button) => this.#accept(ticket, button),
      decline: (button) => this.#decline(ticket, button),
    });
    this.#lines.set(ticket.id, { print, view, renew });
    return view;
  }

  /** @param {import("./api.js").Session | null} session */
  #session(session) {
    const place = this.querySelector("[data-part=session]");
    if (!(place instanceof HTMLElement)) return;
    place.hidden = session === null;
    if (!session || place.dataset.id === session.id) return;
    place.dataset.id = session.id;
    const page = `/advice/sessions/${encodeURIComponent(session.id)}`;
    place.replaceChildren(make("h2", {}, say("in-session", { name: session.shopper.name })), make("a.button.button-accent", { href: page }, say("go-on")));
  }

  /** @param {import("./api.js").Waiting | null} ticket */
  #ring(ticket) {
    if (this.#rings === (ticket?.id ?? "")) return;
    this.#rings = ticket?.id ?? "";
    if (!ticket) return this.#ringer?.stop();
    const text = say("rings", { name: ticket.name });
    this.#ringer?.start(text);
    this.#say("spoken", text);
  }

  /**
   * @param {import("./api.js").Waiting} ticket
   * @param {HTMLButtonElement} button
   */
  async #accept(ticket, button) {
    button.disabled = true;
    const answer = await api.accept(ticket.id);
    this.#ringer?.stop();
    if (answer.ok) return location.assign(`/advice/sessions/${encodeURIComponent(answer.data.id)}`);
    button.disabled = false;
    toast(why(answer));
    this.#look();
  }

  /**
   * @param {import("./api.js").Waiting} ticket
   * @param {HTMLButtonElement} button
   */
  async #decline(ticket, button) {
    button.disabled = true;
    const answer = await api.decline(ticket.id);
    button.disabled = false;
    if (answer.ok) this.#ringer?.stop();
    else toast(why(answer));
    this.#look();
  }
}

customElements.define("vitrine-advice-desk", VitrineAdviceDesk);
