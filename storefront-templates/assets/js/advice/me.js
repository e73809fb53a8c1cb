// @ts-check
import { make } from "../element.js";
import { toast } from "../toast.js";
import * as api from "./api.js";
import { languageCodes, languageName } from "./languages.js";
import { say, why } from "./words.js";

const SKILLS_MAX = 20;
/** Typing counts as done after this pause. */
const PAUSE_MS = 800;

/**
 * How an advisor stands: there, on a break, off; which languages, what about. Saved as soon as it is
 * changed. Lives within a `vitrine-advice-desk`, which says how one stood before.
 *
 * Inside: a form with the radios `state`, `[data-part=languages]`, the field `skills`, and `[data-field=queues]`
 * with `[data-part=queues]`, shown where the shop has any.
 */
class VitrineAdviceMe extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  #isKnown = false;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.closest("vitrine-advice-desk")?.addEventListener("vitrine:me", (event) => this.#show(/** @type {CustomEvent<{ me: import("./api.js").Me | null, queues: import("./api.js").Queue[] }>} */ (event).detail), { signal });
    this.addEventListener("change", (event) => this.#changed(event), { signal });
    this.addEventListener("input", (event) => event.target instanceof HTMLInputElement && event.target.name === "skills" && this.#soon(), { signal });
    this.addEventListener("submit", (event) => event.preventDefault(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#timer);
  }

  get #form() {
    return this.querySelector("form");
  }

  /** @param {{ me: import("./api.js").Me | null, queues: import("./api.js").Queue[] }} standing */
  #show({ me, queues }) {
    const form = this.#form;
    // Nobody's typing is overwritten by what they typed a moment ago.
    if (!form || (this.#isKnown && this.contains(document.activeElement))) return;
    this.#isKnown = true;
    const { state, languages, skills } = me ?? { state: "off", languages: [document.documentElement.lang], skills: [] };
    for (const radio of form.querySelectorAll("input[name=state]")) if (radio instanceof HTMLInputElement) radio.checked = radio.value === state;
    const places = languageCodes(languages).map((code) => make("label.advice-chip", {}, make("input", { type: "checkbox", name: "language", value: code, checked: languages.includes(code) }), make("span", {}, languageName(code))));
    this.querySelector("[data-part=languages]")?.replaceChildren(...places);
    const served = me?.queues ?? [];
    const queuePlaces = queues.map(({ id, name }) => make("label.advice-chip", {}, make("input", { type: "checkbox", name: "queue", value: id, checked: served.includes(id) }), make("span", {}, name)));
    this.querySelector("[data-part=queues]")?.replaceChildren(...queuePlaces);
    this.querySelector("[data-field=queues]")?.toggleAttribute("hidden", queues.length === 0);
    const field = form.querySelector("input[name=skills]");
    if (field instanceof HTMLInputElement) field.value = skills.join(", ");
    form.querySelector("fieldset")?.removeAttribute("disabled");
  }

  /** @param {Event} event */
  #changed({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    clearTimeout(this.#timer);
    // Whoever is there now wants to hear of it when the page is behind others.
    const asks = target.name === "state" && target.value === "on" && "Notification" in window && Notification.permission === "default";
    if (asks) Notification.requestPermission().catch(() => undefined);
    this.#save();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), PAUSE_MS);
  }

  async #save() {
    const form = this.#form;
    if (!form || !this.#isKnown) return;
    const fields = new FormData(form);
    const skills = String(fields.get("skills") ?? "").split(",").map((word) => word.trim()).filter(Boolean);
    const answer = await api.setMe(this.closest("[shop]")?.getAttribute("shop") ?? "", {
      state: /** @type {import("./api.js").Me["state"]} */ (String(fields.get("state") ?? "off")),
      languages: fields.getAll("language").map(String),
      skills: skills.slice(0, SKILLS_MAX),
      queues: fields.getAll("queue").map(String),
    });
    toast(answer.ok ? say("me-saved") : why(answer));
    if (answer.ok) this.dispatchEvent(new CustomEvent("vitrine:me-set", { bubbles: true }));
  }
}

customElements.define("vitrine-advice-me", VitrineAdviceMe);
