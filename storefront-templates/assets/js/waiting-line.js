// @ts-check
import { button, make, write } from "./element.js";
import { icon } from "./icon.js";
import { roomAround } from "./room-element.js";
import * as api from "./shop-api.js";
import { say, sayOr, why } from "./shop-words.js";

/** How often the place in line is asked for while it is looked at. */
const LOOK_MS = 8000;

/**
 * The line for something that is sold out: joining it, one's place in it, leaving it. When a unit comes
 * back it is set aside for the first: `vitrine:checkout` (`{ holds }`) goes on with it, or (`{ id }`) with
 * the checkout it is part of already.
 */
export class VitrineWaitingLine extends HTMLElement {
  #shop = "";
  #variant = "";
  /** @type {string | null} */
  #show = null;
  /** How it stands, so that what can be pressed is made once for it: empty, `waiting`, or the id of a hold or its checkout. */
  #stands = "";
  /** Whether one went on with what was held. */
  #isTaken = false;
  /** Changes with all that is done here: an answer to what was asked before is old. */
  #age = 0;
  /** @type {number | undefined} */
  #timer;
  #words = make("p.line-words", { role: "status" });
  #row = make("p.row");
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    roomAround(this)?.addEventListener("room:offered", (event) => /** @type {CustomEvent<{ variant: string }>} */ (event).detail.variant === this.#variant && this.#look(), { signal });
    if (this.#variant) this.#look();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
  }

  /**
   * @param {{ shop: string, variant: string, show: string | null }} what
   */
  about({ shop, variant, show }) {
    this.#shop = shop;
    this.#variant = variant;
    this.#show = show;
    this.#age += 1;
    this.replaceChildren(this.#words, this.#row);
    this.#ask(say("line-ask"));
    if (this.isConnected) this.#look();
  }

  /** @param {string} words */
  #say(words) {
    write(this.#words, words);
  }

  /** @param {HTMLElement} act */
  #offer(act) {
    const focus = this.#row.contains(document.activeElement);
    this.#row.replaceChildren(act);
    if (focus) act.focus({ preventScroll: true });
  }

  /** Out of the line, and asked whether to join. @param {string} words */
  #ask(words) {
    this.#stands = "";
    this.#isTaken = false;
    this.#say(words);
    this.#offer(button("button.button-accent.button-wide", () => this.#join(), icon("people"), say("line-join")));
  }

  /** Looks how it stands, and does so again whatever comes of it. */
  async #look() {
    this.#later();
    const age = this.#age;
    const answer = await api.line(this.#shop, this.#variant);
    if (!this.isConnected || age !== this.#age) return;
    if (answer.ok && answer.data) return this.#stand(answer.data);
    if (!answer.ok && answer.status !== 404) return;
    // The turn has passed, or the place is gone: left elsewhere, or no longer sold.
    clearTimeout(this.#timer);
    if (this.#stands) this.#ask(say(this.#isTaken ? "line-ask" : this.#stands === "waiting" ? "line-over" : "hold-over"));
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
  }

  async #join() {
    const answer = await api.joinLine(this.#shop, this.#variant, 1, this.#show);
    this.#age += 1;
    if (!answer.ok) return this.#say(why(answer));
    this.#stand(answer.data);
    if (this.isConnected) this.#later();
  }

  async #leave() {
    const answer = await api.leaveLine(this.#shop, this.#variant);
    this.#age += 1;
    if (!answer.ok) return this.#say(why(answer));
    clearTimeout(this.#timer);
    this.#ask(say("line-ask"));
  }

  /** @param {{ position: number | null, state: string, hold: string | null, checkout: string | null }} place */
  #stand({ position, state, hold, checkout }) {
    const stands = hold && state !== "done" ? (checkout ?? hold) : position ? "waiting" : "";
    if (!stands) return;
    const before = this.#stands;
    this.#stands = stands;
    if (stands === "waiting") this.#say(say("line-place", { place: ordinal(position ?? 1), n: position ?? 1 }));
    else this.#say(say("offered"));
    if (stands === before) return;
    if (stands === "waiting") this.#offer(button("button.button-quiet", () => this.#leave(), say("line-leave")));
    else if (checkout) this.#offer(button("button.button-accent.button-wide", () => this.#goOn({ id: checkout }), say("go-on")));
    else this.#offer(button("button.button-accent.button-wide", () => this.#goOn({ holds: [stands] }), say("offered-take")));
  }

  /** @param {{ holds: string[] } | { id: string }} wish */
  #goOn(wish) {
    this.#isTaken = true;
    this.dispatchEvent(new CustomEvent("vitrine:checkout", { bubbles: true, detail: wish }));
  }
}

/**
 * `3rd`, `3.º`.
 * @param {number} n
 */
function ordinal(n) {
  const form = new Intl.PluralRules(document.documentElement.lang, { type: "ordinal" }).select(n);
  return sayOr(`ordinal-${form}`, "ordinal-other").replace("{n}", String(n));
}

customElements.define("vitrine-waiting-line", VitrineWaitingLine);
