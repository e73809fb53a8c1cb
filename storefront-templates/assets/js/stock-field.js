// @ts-check
import { ask } from "./json-api.js";
import { tellRefusal } from "./refusal.js";
import { toast } from "./toast.js";
import { fill } from "./words.js";

const PAUSE_MS = 600;

/**
 * How many units of a variant there are, saved by itself: what is typed is the new count, a step
 * (`[data-step]`) adds or takes away, whatever was sold meanwhile. A count that is typed takes the
 * place of steps that were not sent yet. One change is on its way at a time; what could not be saved
 * is not left in the field.
 *
 * `url`: the variant's stock; `data-version`: as it was read. Words: `data-text-saved`, `-problem`,
 * `-offline`, `-moved` (`{n}`: somebody bought meanwhile).
 */
class VitrineStock extends HTMLElement {
  /** As the server told it last. @type {number | undefined} */
  #known;
  /** @type {number | undefined} */
  #version;
  /** A new count that waits to be sent. @type {number | null} */
  #count = null;
  /** Steps that wait to be sent. */
  #steps = 0;
  /** What a step on its way adds. */
  #going = 0;
  #sending = false;
  /** Somebody is typing in the field. */
  #typing = false;
  /** @type {number | undefined} */
  #timer;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    // A row of a table comes and goes; what it was told stays.
    this.#known ??= Number(this.#field.value);
    this.#version ??= Number(this.dataset.version ?? 0);
    this.addEventListener("input", () => this.#type(), { signal });
    for (const name of ["change", "focusout"]) this.addEventListener(name, () => this.#set(), { signal });
    this.addEventListener("keydown", (event) => event.key === "Enter" && this.#enter(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    addEventListener("pagehide", () => this.#leave(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#send(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#send();
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  /** @param {Event} event */
  #click(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-step]") : null;
    if (button instanceof HTMLElement) this.#step(Number(button.dataset.step));
  }

  /** @param {KeyboardEvent} event */
  #enter(event) {
    event.preventDefault();
    this.#field.blur();
  }

  /** Steps are in what is typed over them. */
  #type() {
    this.#typing = true;
    this.#steps = 0;
    clearTimeout(this.#timer);
  }

  #set() {
    if (!this.#typing) return;
    this.#typing = false;
    const count = Number(this.#field.value);
    const sound = this.#field.value !== "" && Number.isInteger(count) && count >= 0;
    if (sound && count !== this.#expected) this.#count = count;
    this.#show();
    this.#send();
  }

  /** @param {number} by */
  #step(by) {
    this.#set();
    if (this.#expected + by < 0) return;
    if (this.#count === null) this.#steps += by;
    else this.#count += by;
    this.#show();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), PAUSE_MS);
  }

  /** What will be there once all that waits is saved. */
  get #expected() {
    return (this.#count ?? (this.#known ?? 0) + this.#going) + this.#steps;
  }

  #show() {
    if (!this.#typing) this.#field.value = String(this.#expected);
  }

  async #send() {
    clearTimeout(this.#timer);
    if (this.#sending) return;
    this.#sending = true;
    this.toggleAttribute("data-saving", true);
    for (let change = this.#take(); change; change = this.#take()) await this.#put(change);
    this.#sending = false;
    this.toggleAttribute("data-saving", false);
  }

  /** The next thing to send. */
  #take() {
    if (this.#count !== null) {
      const change = { available: this.#count, version: this.#version ?? 0 };
      this.#count = null;
      this.#going = change.available - (this.#known ?? 0);
      return change;
    }
    const delta = this.#steps;
    this.#steps = 0;
    this.#going = delta;
    return delta === 0 ? null : { delta };
  }

  /** @param {{ available: number, version: number } | { delta: number }} change */
  async #put(change) {
    const answer = await this.#ask(change);
    const expected = (this.#known ?? 0) + this.#going;
    this.#going = 0;
    if (answer.ok) {
      this.#hear(answer.data, expected);
      this.toggleAttribute("data-saved", true);
      setTimeout(() => this.removeAttribute("data-saved"), 1200);
    } else if (answer.status === 409 && typeof answer.problem?.available === "number") {
      // A count that was typed meanwhile was typed over the old one, too.
      this.#count = null;
      this.#hear(answer.problem, answer.problem.available);
      toast(fill(this.dataset.textMoved, { n: answer.problem.available }));
    } else {
      tellRefusal(answer, this.dataset);
    }
    this.#show();
  }

  /**
   * Who is typing has seen what was expected. Where something else is there now, the version stays as
   * it was, so that their count is held against it.
   * @param {{ available: number, version: number }} stock
   * @param {number} expected
   */
  #hear({ available, version }, expected) {
    this.#known = available;
    if (available === expected || (!this.#typing && this.#count === null)) this.#version = version;
  }

  /** A page that is left does not come back for what waits: steps count whatever comes first. */
  #leave() {
    if (!this.#sending) return this.#send();
    const delta = this.#steps;
    this.#steps = 0;
    if (delta !== 0) this.#ask({ delta });
  }

  /** @param {{ available: number, version: number } | { delta: number }} change */
  #ask(change) {
    return ask("PUT", this.getAttribute("url") ?? "", change, { keepalive: true });
  }
}

customElements.define("vitrine-stock", VitrineStock);
