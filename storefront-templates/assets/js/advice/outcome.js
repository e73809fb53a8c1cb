// @ts-check
import { write } from "../element.js";
import { refusal } from "../refusal.js";
import { note, sendAgreed } from "./after-api.js";

/** Typing counts as done after this pause. */
const PAUSE_MS = 800;

/**
 * What an advisor notes of a talk: what came of it, and what was agreed. Saved as soon as it is changed;
 * sent only when they say so.
 *
 * `session`: its id. Inside: a form with the radios `outcome` and the text `agreed`, `[data-action=save]`,
 * `[data-part=note]`, `[data-part=hint]` with `data-text-sent` for what it says then. Words: `data-text-saved`, `-sent`, `-problem`, `-offline`.
 */
class VitrineOutcome extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  #isDirty = false;
  #leaving = new AbortController();
  /** One after the other: the last one counts. */
  #asked = Promise.resolve();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.addEventListener("change", (event) => event.target instanceof HTMLInputElement && this.#save(), { signal });
    this.addEventListener("input", (event) => event.target instanceof HTMLTextAreaElement && this.#soon(), { signal });
    this.addEventListener("submit", (event) => this.#send(event), { signal });
    this.querySelector("[data-action=save]")?.addEventListener("click", () => this.#save(), { signal });
    addEventListener("pagehide", () => this.#isDirty && note(this.#session, this.#notes(), true), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
  }

  get #session() {
    return this.getAttribute("session") ?? "";
  }

  #notes() {
    const form = this.querySelector("form");
    const fields = form ? new FormData(form) : new FormData();
    const text = this.querySelector("textarea");
    const agreed = text && !text.readOnly ? text.value : null;
    return { outcome: /** @type {string | null} */ (fields.get("outcome")), agreed };
  }

  #soon() {
    this.#isDirty = true;
    this.#say("");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), PAUSE_MS);
  }

  #save() {
    clearTimeout(this.#timer);
    this.#isDirty = true;
    this.#asked = this.#asked.then(async () => {
      const notes = this.#notes();
      const answer = await note(this.#session, notes);
      if (answer.ok && JSON.stringify(notes) === JSON.stringify(this.#notes())) this.#isDirty = false;
      this.#say(answer.ok ? (this.dataset.textSaved ?? "") : refusal(answer, this.dataset).text, !answer.ok);
    });
  }

  /** @param {Event} event */
  #send(event) {
    event.preventDefault();
    clearTimeout(this.#timer);
    const button = this.querySelector("[type=submit]");
    button?.toggleAttribute("disabled", true);
    this.#asked = this.#asked.then(async () => {
      const answer = await sendAgreed(this.#session, this.#notes());
      button?.toggleAttribute("disabled", false);
      this.#say(answer.ok ? (this.dataset.textSent ?? "") : refusal(answer, this.dataset).text, !answer.ok);
      if (!answer.ok) return;
      this.#isDirty = false;
      button?.toggleAttribute("hidden", true);
      const hint = this.querySelector("[data-part=hint]");
      if (hint instanceof HTMLElement) write(hint, hint.dataset.textSent ?? "");
    });
  }

  /** @param {string} text @param {boolean} [isBad] */
  #say(text, isBad = false) {
    const place = this.querySelector("[data-part=note]");
    if (!place) return;
    place.toggleAttribute("data-bad", isBad);
    write(place, text);
  }
}

customElements.define("vitrine-outcome", VitrineOutcome);
