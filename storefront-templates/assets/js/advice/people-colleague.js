// @ts-check
import { make, write } from "../element.js";
import { toast } from "../toast.js";
import * as api from "./people-api.js";
import { say, why } from "./words.js";

/** @typedef {import("./people-api.js").Invitation} Invitation */
/** @typedef {import("./people-api.js").Colleague} Colleague */

/**
 * The advisor asks a colleague to join the talk, or to take it over.
 *
 * Inside a `vitrine-advice-call`, whose `session` and events count here too. Inside this: buttons by `data-act`
 * (`open`, `back`, `close`), a `dialog` with a form, `[data-part=who]`, `[data-part=none]`, `[data-part=stay]`,
 * `[data-part=why]`, `[data-part=waits]` with `[data-part=waits-words]`.
 */
class VitrineCallColleague extends HTMLElement {
  /** What is waited for. @type {Invitation | null} */
  #asked = null;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const call = this.closest("vitrine-advice-call");
    call?.addEventListener("call:welcome", () => this.#load(), { signal });
    call?.addEventListener("call:people", () => this.#load(), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("change", () => this.#showStay(), { signal });
    this.addEventListener("submit", (event) => this.#ask(event), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #session() {
    return this.closest("vitrine-advice-call")?.getAttribute("session") ?? "";
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  get #form() {
    return this.querySelector("form");
  }

  /** @param {string} name */
  #part(name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  /** @param {Event} event */
  #click(event) {
    if (event.target === this.#dialog) return this.#dialog?.close();
    const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    const acts = { open: () => this.#open(), back: () => this.#takeBack(), close: () => this.#dialog?.close() };
    const act = button?.getAttribute("data-act") ?? "";
    if (Object.hasOwn(acts, act)) acts[/** @type {keyof typeof acts} */ (act)]();
  }

  async #open() {
    this.#refuse("");
    this.#show();
    this.#dialog?.showModal();
    const answer = await api.colleagues(this.#session);
    this.#propose(answer.ok ? answer.data : []);
    if (!answer.ok) this.#refuse(why(answer));
  }

  /** @param {Colleague[]} colleagues */
  #propose(colleagues) {
    const choices = colleagues.map(({ handle, name }, at) => make("label.people-choice", {}, make("input", { type: "radio", name: "to", value: handle, required: true, checked: at === 0 }), make("span", {}, name)));
    this.#part("who")?.replaceChildren(...choices);
    this.#part("none")?.toggleAttribute("hidden", choices.length > 0);
    this.querySelector("[type=submit]")?.toggleAttribute("disabled", choices.length === 0);
  }

  #showStay() {
    const kind = this.#form && new FormData(this.#form).get("kind");
    this.#part("stay")?.toggleAttribute("hidden", kind !== "hand_over");
  }

  /** @param {Event} event */
  async #ask(event) {
    event.preventDefault();
    if (!this.#form) return;
    const form = new FormData(this.#form);
    const text = (/** @type {string} */ name) => String(form.get(name) ?? "");
    const answer = await api.invite(this.#session, { kind: text("kind"), to: text("to"), note: text("note"), stay: form.has("stay") });
    if (!answer.ok) return this.#refuse(why(answer));
    this.#asked = answer.data;
    this.#show();
  }

  async #takeBack() {
    if (!this.#asked) return;
    const answer = await api.withdraw(this.#session, this.#asked.id);
    if (!answer.ok && answer.status !== 409) return toast(why(answer));
    this.#asked = null;
    this.#show();
  }

  /** What has become of it. */
  async #load() {
    const answer = await api.invitations(this.#session);
    if (!answer.ok) return;
    const all = /** @type {Invitation[]} */ (answer.data);
    const before = all.find(({ id }) => id === this.#asked?.id);
    const name = before?.to?.name ?? "";
    if (before?.state === "declined") toast(say("colleague-declined", { name }));
    if (before?.state === "lapsed") toast(say("colleague-lapsed", { name }));
    if (before?.state === "accepted") this.#dialog?.close();
    this.#asked = all.find(({ state }) => state === "open") ?? null;
    this.#show();
  }

  #show() {
    this.#form?.toggleAttribute("hidden", this.#asked !== null);
    this.#part("waits")?.toggleAttribute("hidden", this.#asked === null);
    const words = this.#part("waits-words");
    if (words) write(words, this.#asked ? say("colleague-waits", { name: this.#asked.to?.name ?? "" }) : "");
  }

  /** @param {string} why */
  #refuse(why) {
    const place = this.#part("why");
    if (place) write(place, why);
  }
}

customElements.define("vitrine-call-colleague", VitrineCallColleague);
