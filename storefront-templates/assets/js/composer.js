// @ts-check
import { graphemes } from "./message-text.js";
import { roomOf } from "./room.js";

/** What a message may have at most (live-protocol.md, "What a client says"). */
const LONGEST = 300;
/** From here on the rest is counted. */
const NEAR = 40;
const NOTE_MS = 6000;

/**
 * Where one writes: a form with `[data-part=field]`, a switch that makes a question of it
 * (`[data-action=question]`), `[data-part=count]` and `[data-part=note]`.
 *
 * Words: `data-text-say`, `data-text-ask` (placeholders), `data-text-connecting`.
 */
class VitrineComposer extends HTMLElement {
  #sending = false;
  /** When one may write again, by the page's own clock in ms; 0 for now. */
  #from = 0;
  /** @type {number | undefined} */
  #tick;
  /** @type {number | undefined} */
  #note;
  #leaving = new AbortController();

  connectedCallback() {
    const room = roomOf(this);
    const form = this.querySelector("form");
    if (!room || !form) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    form.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.#field?.addEventListener("input", () => this.#count(), { signal });
    this.querySelector("[data-action=question]")?.addEventListener("click", () => this.#ask(!this.#asks), { signal });
    for (const name of ["status", "reset", "may", "rules"]) room.addEventListener(`room:${name}`, () => this.#show(), { signal });
    room.addEventListener("vitrine:reply", (event) => this.#reply(/** @type {CustomEvent<{ handle: string }>} */ (event).detail.handle), { signal });
    room.addEventListener("vitrine:tab", (event) => this.#tab(/** @type {CustomEvent<{ id: string }>} */ (event).detail.id), { signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearInterval(this.#tick);
    clearTimeout(this.#note);
  }

  get #field() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector("[data-part=field]"));
  }

  get #asks() {
    return this.querySelector("[data-action=question]")?.getAttribute("aria-pressed") === "true";
  }

  /** @param {string} id of the tab that was opened */
  #tab(id) {
    if (id === "questions") this.#ask(true, false);
    if (id === "chat") this.#ask(false, false);
  }

  /**
   * @param {boolean} on
   * @param {boolean} [focus]
   */
  #ask(on, focus = true) {
    this.querySelector("[data-action=question]")?.setAttribute("aria-pressed", String(on));
    this.toggleAttribute("data-asks", on);
    this.#show();
    if (focus) this.#field?.focus();
  }

  /** @param {string} handle */
  #reply(handle) {
    const field = this.#field;
    if (!field || field.disabled) return;
    field.value = `@${handle} ${field.value}`.slice(0, field.maxLength);
    field.focus();
    this.#count();
  }

  /** What may be done now, and why not. */
  #show() {
    const room = roomOf(this);
    const field = this.#field;
    if (!room || !field) return;
    const { may } = room.room;
    const away = room.status !== "open";
    const barred = !away && !may.write;
    field.disabled = barred || room.status === "closed";
    const words = this.#asks ? this.dataset.textAsk : this.dataset.textSay;
    if (room.status === "closed") field.placeholder = room.words(room.reason);
    else if (room.status === "waiting") field.placeholder = room.words("waiting");
    // How long a time-out still lasts is told only to those who try.
    else if (barred) field.placeholder = room.words(may.why_not === "timed_out" ? "quiet" : (may.why_not ?? "else"));
    else field.placeholder = (away ? this.dataset.textConnecting : words) ?? "";
    this.toggleAttribute("data-barred", field.disabled);
    this.#count();
  }

  #count() {
    const field = this.#field;
    if (!field) return;
    const left = LONGEST - graphemes(field.value.trim());
    const count = this.querySelector("[data-part=count]");
    if (count) count.textContent = left <= NEAR ? String(left) : "";
    this.toggleAttribute("data-too-long", left < 0);
    const send = this.querySelector("button[type=submit]");
    const ready = field.value.trim() !== "" && left >= 0 && !this.#sending && this.#from <= performance.now() && roomOf(this)?.status === "open";
    if (send instanceof HTMLButtonElement) send.disabled = !ready;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const room = roomOf(this);
    const field = this.#field;
    const send = this.querySelector("button[type=submit]");
    if (!room || !field || (send instanceof HTMLButtonElement && send.disabled)) return;
    const text = field.value;
    const asks = this.#asks;
    this.#sending = true;
    this.toggleAttribute("data-sending", true);
    field.value = "";
    this.#say("");
    this.#count();
    const answer = await (asks ? room.ask(text) : room.say(text));
    this.#sending = false;
    this.toggleAttribute("data-sending", false);
    if (answer.done) this.#sent(asks);
    else this.#refused(text, answer);
    this.#count();
  }

  /** @param {boolean} asked */
  #sent(asked) {
    const room = roomOf(this);
    if (asked && room?.querySelector("#questions")?.hasAttribute("hidden")) this.#ask(false);
    const slow = room?.room.may.moderate ? 0 : (room?.room.rules.slow_s ?? 0);
    if (slow > 0) this.#wait("slow_mode", slow);
  }

  /**
   * Gives the words back, with the reason.
   * @param {string} text
   * @param {{ why: string, wait_s?: number }} answer
   */
  #refused(text, { why, wait_s: wait }) {
    const field = this.#field;
    // A message that a moderator looks at first is not lost.
    if (field && field.value === "" && why !== "held") field.value = text;
    if (wait) return this.#wait(why, wait);
    this.#say(roomOf(this)?.words(why) ?? "");
  }

  /**
   * Says why one waits, and for how long, until it is over.
   * @param {string} why
   * @param {number} seconds
   */
  #wait(why, seconds) {
    clearInterval(this.#tick);
    this.#from = performance.now() + seconds * 1000;
    const tick = () => {
      const left = (this.#from - performance.now()) / 1000;
      this.#say(left > 0 ? (roomOf(this)?.words(why, left) ?? "") : "", left > 0);
      if (left > 0) return;
      clearInterval(this.#tick);
      this.#from = 0;
      this.#count();
    };
    this.#tick = setInterval(tick, 1000);
    tick();
  }

  /**
   * @param {string} words
   * @param {boolean} [stays]
   */
  #say(words, stays = false) {
    const note = this.querySelector("[data-part=note]");
    if (!note) return;
    clearTimeout(this.#note);
    // A countdown is seen; it is read out once.
    note.setAttribute("aria-live", stays && note.textContent ? "off" : "polite");
    if (note.textContent !== words) note.textContent = words;
    if (words && !stays) this.#note = setTimeout(() => this.#say(""), NOTE_MS);
  }
}

customElements.define("vitrine-composer", VitrineComposer);
