// @ts-check
import { messageView, textView } from "./message-view.js";
import { roomAround } from "./room-element.js";
import { KEPT } from "./room-state.js";
import { fill } from "./words.js";

/** So near to its end, in pixels, a list is being followed. */
const NEAR_PX = 48;
/** The live region says one message at a time, this far apart. */
const SPOKEN_MS = 4000;

/** @typedef {import("./room-state.js").Message} Message */

/**
 * What is said in the room, the newest last.
 *
 * Inside: `[data-part=log]` (a list), `[data-part=pinned]`, `[data-part=pill]` (a button that says
 * how much came while one was reading further up), `[data-part=spoken]` (a live region). Words:
 * `data-text-host`, `-staff`, `-moderator`, `-question`, `-more` (`{name}`), `-new` and `-new-one`
 * (`{n}`), `-others` (`{n}`).
 */
class VitrineChat extends HTMLElement {
  /** @type {Message[]} */
  #coming = [];
  #frame = 0;
  #unseen = 0;
  /** Whose eyes the list was built for. @type {string | null | undefined} */
  #builtFor;
  #following = true;
  /** @type {Message[]} */
  #unspoken = [];
  /** @type {number | undefined} */
  #speaking;
  #leaving = new AbortController();

  connectedCallback() {
    const room = roomAround(this);
    if (!room) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) =>
      room.addEventListener(`room:${name}`, (event) => act(/** @type {CustomEvent} */ (event).detail), { signal });
    on("reset", () => this.#reset());
    on("message", ({ message }) => this.#add(message));
    on("deleted", ({ messages }) => this.#withdraw(messages));
    on("pinned", () => this.#showPinned());
    on("may", () => this.#builtFor !== this.#you && this.#reset());
    this.#log.addEventListener("scroll", () => this.#scrolled(), { signal, passive: true });
    this.#part("pill")?.addEventListener("click", () => this.#toEnd(true), { signal });
    const shape = new ResizeObserver(() => this.#following && this.#toEnd(false));
    shape.observe(this.#log);
    signal.addEventListener("abort", () => shape.disconnect());
    this.#reset();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#speaking);
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement | null} */ (this.querySelector(`[data-part=${name}]`));
  }

  get #log() {
    return /** @type {HTMLElement} */ (this.#part("log"));
  }

  get #you() {
    return roomAround(this)?.room.you?.handle ?? null;
  }

  /** @param {Message} message */
  #view(message) {
    return messageView(message, { you: this.#you, words: this.dataset, menu: this.#you !== null });
  }

  #reset() {
    const room = roomAround(this)?.room;
    if (!room) return;
    this.#builtFor = this.#you;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#coming = [];
    this.#log.replaceChildren(...room.messages.map((message) => this.#view(message)));
    this.toggleAttribute("data-empty", room.messages.length === 0);
    this.#showPinned();
    this.#toEnd(false);
  }

  /** @param {Message} message */
  #add(message) {
    this.#coming.push(message);
    if (this.#coming.length > KEPT) this.#coming.shift();
    // Once a frame, however much comes.
    this.#frame ||= requestAnimationFrame(() => this.#show());
  }

  #show() {
    this.#frame = 0;
    const coming = this.#coming;
    this.#coming = [];
    const log = this.#log;
    // What leaves above must not move what is being read.
    const height = log.scrollHeight;
    const surplus = log.childElementCount + coming.length - KEPT;
    for (let n = Math.min(surplus, log.childElementCount); n > 0; n -= 1) log.firstElementChild?.remove();
    if (!this.#following) log.scrollTop -= height - log.scrollHeight;
    log.append(...coming.map((message) => this.#view(message)));
    this.toggleAttribute("data-empty", log.childElementCount === 0);
    const own = coming.some(({ from }) => from.handle === this.#you);
    if (this.#following || own) this.#toEnd(false);
    else this.#count(this.#unseen + coming.length);
    this.#speak(coming.filter(({ from }) => from.handle !== this.#you));
  }

  /** @param {number[]} messages */
  #withdraw(messages) {
    const gone = new Set(messages);
    this.#coming = this.#coming.filter(({ seq = 0 }) => !gone.has(seq));
    this.#unspoken = this.#unspoken.filter(({ seq = 0 }) => !gone.has(seq));
    for (const seq of gone) this.#log.querySelector(`[data-seq="${Number(seq)}"]`)?.remove();
    this.toggleAttribute("data-empty", this.#log.childElementCount + this.#coming.length === 0);
  }

  #showPinned() {
    const place = this.#part("pinned");
    const pinned = roomAround(this)?.room.pinned;
    if (!place) return;
    place.hidden = !pinned;
    const name = place.querySelector("[data-part=pinned-name]");
    if (name) name.textContent = pinned?.from.name ?? "";
    place.querySelector("[data-part=pinned-text]")?.replaceChildren(pinned ? textView(pinned, this.#you) : "");
  }

  #scrolled() {
    const log = this.#log;
    this.#following = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    if (this.#following) this.#count(0);
  }

  /** @param {boolean} smooth */
  #toEnd(smooth) {
    this.#following = true;
    this.#count(0);
    const calm = !smooth || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#log.scrollTo({ top: this.#log.scrollHeight, behavior: calm ? "instant" : "smooth" });
  }

  /** @param {number} n messages that came below what is being read */
  #count(n) {
    this.#unseen = n;
    const pill = this.#part("pill");
    if (!pill) return;
    pill.hidden = n === 0;
    const words = n === 1 ? this.dataset.textNewOne : this.dataset.textNew;
    const label = pill.querySelector("span");
    if (label && n > 0) label.textContent = fill(words, { n });
  }

  /**
   * Hands messages to screen readers, one in a while: the newest, and how many more there were.
   * @param {Message[]} messages
   */
  #speak(messages) {
    this.#unspoken = [...this.#unspoken, ...messages].slice(-KEPT);
    if (this.#speaking !== undefined || this.#unspoken.length === 0) return;
    const place = this.#part("spoken");
    const newest = this.#unspoken[this.#unspoken.length - 1];
    const others = this.#unspoken.length - 1;
    this.#unspoken = [];
    const more = others > 0 ? ` ${fill(this.dataset.textOthers, { n: others })}` : "";
    if (place) place.textContent = `${newest.from.name}: ${newest.text}${more}`;
    this.#speaking = setTimeout(() => {
      this.#speaking = undefined;
      this.#speak([]);
    }, SPOKEN_MS);
  }
}

customElements.define("vitrine-chat", VitrineChat);
