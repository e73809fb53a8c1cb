// @ts-check
import { ask } from "./json-api.js";
import { toast } from "./toast.js";
import { fill } from "./words.js";

const PAUSE_MS = 600;

/**
 * How many units of a variant there are, saved by itself: what is typed is the new count, a step
 * (`[data-step]`) adds or takes away, whatever was sold meanwhile.
 *
 * `url`: the variant's stock; `data-version`: as it was read. Words: `data-text-saved`, `-problem`,
 * `-offline`, `-moved` (`{n}`: somebody bought meanwhile).
 */
class VitrineStock extends HTMLElement {
  #version = 0;
  #steps = 0;
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    this.#version = Number(this.dataset.version ?? 0);
    this.addEventListener("change", () => this.#set());
    this.addEventListener("keydown", (event) => event.key === "Enter" && this.#enter(event));
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-step]") : null;
      if (button instanceof HTMLElement) this.#step(Number(button.dataset.step));
    });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    if (this.#steps !== 0) this.#send({ delta: this.#steps });
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  /** @param {KeyboardEvent} event */
  #enter(event) {
    event.preventDefault();
    this.#field.blur();
  }

  #set() {
    const available = Number(this.#field.value);
    if (this.#field.value === "" || !Number.isInteger(available) || available < 0) return;
    this.#send({ available, version: this.#version });
  }

  /** @param {number} by */
  #step(by) {
    if (Number(this.#field.value) + by < 0) return;
    this.#field.value = String(Number(this.#field.value) + by);
    this.#steps += by;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const delta = this.#steps;
      this.#steps = 0;
      if (delta !== 0) this.#send({ delta });
    }, PAUSE_MS);
  }

  /** @param {{ available: number, version: number } | { delta: number }} change */
  async #send(change) {
    this.toggleAttribute("data-saving", true);
    const answer = await ask("PUT", this.getAttribute("url") ?? "", change);
    this.toggleAttribute("data-saving", false);
    if (answer.ok) {
      this.#show(answer.data);
      this.toggleAttribute("data-saved", true);
      setTimeout(() => this.removeAttribute("data-saved"), 1200);
      return;
    }
    if (answer.status === 409 && typeof answer.problem?.available === "number") {
      this.#show(answer.problem);
      return toast(fill(this.dataset.textMoved, { n: answer.problem.available }));
    }
    toast((answer.slug === "offline" ? this.dataset.textOffline : answer.detail || this.dataset.textProblem) ?? "");
  }

  /** @param {{ available?: number, version?: number }} stock */
  #show({ available, version }) {
    if (typeof version === "number") this.#version = version;
    if (typeof available === "number" && this.#steps === 0) this.#field.value = String(available);
  }
}

customElements.define("vitrine-stock", VitrineStock);
