// @ts-check
import { readFields, Unreadable } from "./form-fields.js";
import { ask } from "./json-api.js";
import { refusal, tellRefusal } from "./refusal.js";
import { toast } from "./toast.js";

/**
 * Sends the form inside to the JSON API.
 *
 * `method`, `url`: where to; `data-currency`: of its amounts; `data-then`: where to go once it is done,
 * with `{id}` and the like of the answer, or `reload`; without it a word says that it is saved.
 * `data-guard` asks before typed words are lost; `data-once` makes it something to be done once;
 * `data-about` says whose words a refusal has (`voucher`, `shipping`).
 * A problem shows at the field it is about (`name`, or `[data-field]`), else in `[data-part=problem]`.
 * Elements inside (`data-sends`) may have it wait for what they still do (`api:wait`, `{ wait }`: a promise
 * of whether that was done; if not, nothing is sent), may change what is sent (`api:body`, `{ body }`), and
 * hear what came of it (`api:done`, the answer). Words: `data-text-saved`, `-problem`, `-offline`, `-amount`.
 */
class VitrineApiForm extends HTMLElement {
  #dirty = false;
  /** Kept until the server has answered: a lost answer is asked for again. */
  #key = "";
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    if (!this.hasAttribute("data-guard")) return;
    for (const name of ["input", "api:touched"]) this.addEventListener(name, (event) => this.#touch(event), { signal });
    addEventListener("beforeunload", (event) => this.#dirty && event.preventDefault(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {Event} event */
  #touch(event) {
    // What saves by itself loses nothing.
    if (event.target instanceof Element && event.target.closest("vitrine-stock, vitrine-picture-list")) return;
    this.#setDirty(true);
  }

  /** @param {boolean} dirty */
  #setDirty(dirty) {
    this.#dirty = dirty;
    this.toggleAttribute("data-dirty", dirty);
    const note = this.querySelector("[data-part=note]");
    if (note instanceof HTMLElement) note.textContent = (dirty ? note.dataset.textDirty : note.dataset.textClean) ?? "";
  }

  /** @param {Event} event */
  async #submit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    const button = /** @type {SubmitEvent} */ (event).submitter ?? form.querySelector("[type=submit]");
    button?.toggleAttribute("disabled", true);
    // What they do may change fields of this form, such as its version.
    try {
      if (await this.#settled()) await this.#send(form);
    } finally {
      button?.toggleAttribute("disabled", false);
    }
  }

  /** Whether all that the elements inside were doing is done. */
  async #settled() {
    /** @type {Promise<boolean>[]} */
    const doing = [];
    const asked = new CustomEvent("api:wait", { detail: { wait: (/** @type {Promise<boolean>} */ one) => doing.push(one) } });
    for (const part of this.querySelectorAll("[data-sends]")) part.dispatchEvent(asked);
    return (await Promise.all(doing)).every(Boolean);
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    this.#clear();
    let body;
    try {
      body = readFields(form, this.dataset.currency ?? "EUR");
    } catch (error) {
      if (error instanceof Unreadable) return this.#complain(error.field, { text: this.dataset.textAmount ?? "", lang: "" });
      throw error;
    }
    const asked = new CustomEvent("api:body", { cancelable: true, detail: { body } });
    const parts = this.querySelectorAll("[data-sends]");
    for (const part of parts) part.dispatchEvent(asked);
    if (asked.defaultPrevented) return;
    const method = this.getAttribute("method") ?? "POST";
    if (this.hasAttribute("data-once")) this.#key ||= crypto.randomUUID();
    const answer = await ask(method, this.getAttribute("url") ?? "", method === "DELETE" ? undefined : asked.detail.body, { key: this.#key || undefined });
    // One that did arrive stays: nothing else is done in its name until the page says what came of it.
    if (answer.ok || (answer.status !== 0 && answer.status < 500 && answer.slug !== "key-reused")) this.#key = "";
    this.dispatchEvent(new CustomEvent("api:done", { bubbles: true, detail: answer }));
    if (answer.ok) this.#done(answer.data);
    else this.#refused(form, answer);
  }

  /** @param {any} data */
  #done(data) {
    this.#setDirty(false);
    const then = this.dataset.then;
    if (!then) return toast(this.dataset.textSaved ?? "");
    if (then === "reload") return location.reload();
    location.assign(then.replace(/\{(\w+)\}/gu, (_, name) => encodeURIComponent(data?.[name] ?? "")));
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Extract<import("./json-api.js").Answer, { ok: false }>} answer
   */
  #refused(form, answer) {
    const words = refusal(answer, this.dataset, this.dataset.about);
    const name = answer.problem?.field;
    const field = name ? form.querySelector(`[name="${CSS.escape(name)}"], [data-field="${CSS.escape(name)}"]`) : null;
    if (field && !field.closest("[hidden]") && field.getAttribute("type") !== "hidden") this.#complain(field, words);
    else if (this.querySelector("[data-part=problem]")) this.#say(words);
    else tellRefusal(answer, this.dataset, this.dataset.about);
  }

  /**
   * @param {Element} field
   * @param {{ text: string, lang: string }} words
   */
  #complain(field, { text, lang }) {
    const place = document.createElement("p");
    place.className = "field-error";
    place.dataset.complaint = "";
    place.textContent = text;
    if (lang) place.lang = lang;
    place.id = "complaint";
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", place.id);
    (field.closest(".with-button, .prefixed") ?? field).after(place);
    if (field instanceof HTMLElement) field.focus();
  }

  /** @param {{ text: string, lang: string }} words */
  #say({ text, lang }) {
    const place = this.querySelector("[data-part=problem]");
    if (!(place instanceof HTMLElement)) return;
    place.textContent = text;
    if (lang) place.lang = lang;
    else place.removeAttribute("lang");
    place.hidden = false;
    place.scrollIntoView({ block: "center" });
  }

  #clear() {
    for (const place of this.querySelectorAll("[data-complaint]")) place.remove();
    for (const field of this.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
    this.querySelector("[data-part=problem]")?.toggleAttribute("hidden", true);
  }
}

customElements.define("vitrine-api-form", VitrineApiForm);
