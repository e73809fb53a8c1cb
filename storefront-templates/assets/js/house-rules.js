// @ts-check
import { pardon, read, setModerator, setRules, setWords } from "./moderation.js";
import { roomOf } from "./room.js";
import { toast } from "./toast.js";

/** Until it is asked again for what could not be had. */
const RETRY_MS = 5000;

/**
 * How the room is kept: who writes, how fast, which words are left out, and who may not write. A
 * form with `writers`, `slow_s` and `words` (one a line), sent as soon as something is chosen; a form
 * `[data-part=invite]` with a `handle`; the lists `[data-part=sanctions]` and
 * `[data-part=moderators]`.
 *
 * Words: `data-text-saved`, `-pardon`, `-time-out`, `-ban`, `-shadow-ban`, `-dismiss`, `-unknown`.
 */
class VitrineHouseRules extends HTMLElement {
  #leaving = new AbortController();
  /**
   * What holds, once it is known. Until then nothing can be changed: what is sent takes the place of
   * all that is stored.
   * @type {import("./room-state.js").Rules | null}
   */
  #rules = null;
  /** @type {string[] | null} */
  #words = null;
  /** @type {number | undefined} */
  #retry;

  connectedCallback() {
    const room = roomOf(this);
    const form = this.querySelector("form");
    if (!room || !form) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    for (const name of ["reset", "rules"]) room.addEventListener(`room:${name}`, () => this.#hear(form, room.room.rules), { signal });
    room.addEventListener("vitrine:tab", (event) => /** @type {CustomEvent} */ (event).detail.id === "rules" && this.#look(form), { signal });
    form.addEventListener("change", (event) => event.target instanceof Element && this.#change(form, event.target), { signal });
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    this.querySelector("[data-part=invite]")?.addEventListener("submit", (event) => this.#invite(/** @type {SubmitEvent} */ (event), form), { signal });
    this.#show(form);
    // The tab may have been opened before anybody listened.
    if (!this.closest("[hidden]")) this.#look(form);
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#retry);
  }

  /**
   * The room tells its rules.
   * @param {HTMLFormElement} form
   * @param {import("./room-state.js").Rules} rules
   */
  #hear(form, rules) {
    this.#rules = rules;
    this.#show(form);
  }

  /** @param {HTMLFormElement} form */
  #show(form) {
    const isKnown = this.#rules !== null && this.#words !== null;
    for (const field of form.elements) field.toggleAttribute("disabled", !isKnown);
    const rules = this.#rules;
    if (!rules) return;
    for (const radio of form.querySelectorAll("input[name=writers]")) {
      if (radio instanceof HTMLInputElement) radio.checked = radio.value === rules.writers;
    }
    const slow = form.elements.namedItem("slow_s");
    if (!(slow instanceof HTMLSelectElement)) return;
    const known = [...slow.options].some(({ value }) => value === String(rules.slow_s));
    if (!known) slow.add(new Option(`${rules.slow_s} s`, String(rules.slow_s)));
    slow.value = String(rules.slow_s);
  }

  /**
   * The words as they are stored now. Nobody's typing is taken away for them.
   * @param {HTMLFormElement} form
   * @param {string[]} words
   */
  #put(form, words) {
    const field = form.elements.namedItem("words");
    if (!(field instanceof HTMLTextAreaElement)) return;
    const isTyped = this.#words !== null && field.value !== this.#words.join("\n");
    this.#words = words;
    if (!isTyped) field.value = words.join("\n");
  }

  /**
   * Asks what is stored, whether or not the room is open yet.
   * @param {HTMLFormElement} form
   */
  async #look(form) {
    clearTimeout(this.#retry);
    const room = roomOf(this);
    if (!room) return;
    const [rules, words, sanctions, moderators] = await Promise.all([read(room, "rules"), read(room, "words"), read(room, "sanctions"), read(room, "moderators")]);
    if (!this.isConnected) return;
    this.#rules = rules.found ?? this.#rules;
    if (words.found) this.#put(form, words.found.words);
    this.#show(form);
    if (!this.#rules || !this.#words) this.#retry = setTimeout(() => this.#look(form), RETRY_MS);
    const { textTimeOut, textBan, textShadowBan, textPardon, textDismiss } = this.dataset;
    /** @type {Map<string, [import("./moderation.js").SanctionKind, string | undefined]>} */
    const kinds = new Map([["timeout", ["time_out", textTimeOut]], ["ban", ["ban", textBan]], ["shadow", ["shadow_ban", textShadowBan]]]);
    /** @type {{ handle: string, name: string, kind: string }[]} */
    const barred = sanctions.found?.items ?? [];
    this.#list("sanctions", barred.map(({ handle, name, kind: stored }) => {
      const [kind, text] = kinds.get(stored) ?? [undefined, stored];
      return this.#line(name, text ?? stored, textPardon, () => pardon(room, handle, kind));
    }));
    /** @type {{ handle: string, name: string }[]} */
    const keepers = moderators.found?.items ?? [];
    this.#list("moderators", keepers.map(({ handle, name }) => this.#line(name, `@${handle}`, textDismiss, () => setModerator(room, handle, false))));
  }

  /**
   * @param {string} part
   * @param {HTMLElement[]} lines
   */
  #list(part, lines) {
    const place = this.querySelector(`[data-part=${part}]`);
    place?.replaceChildren(...lines);
    place?.closest("[data-empties]")?.toggleAttribute("hidden", lines.length === 0);
  }

  /**
   * A person with something to take back.
   * @param {string} name
   * @param {string} about
   * @param {string | undefined} label
   * @param {() => Promise<string | null>} act
   */
  #line(name, about, label, act) {
    const item = document.createElement("li");
    const words = Object.assign(document.createElement("span"), { className: "line-words" });
    words.append(Object.assign(document.createElement("bdi"), { textContent: name }), Object.assign(document.createElement("span"), { className: "muted", textContent: about }));
    const button = Object.assign(document.createElement("button"), { type: "button", className: "small-button", textContent: label ?? "" });
    button.addEventListener("click", async () => {
      const problem = await act();
      if (problem) toast(problem);
      else item.remove();
    });
    item.append(words, button);
    return item;
  }

  /**
   * @param {SubmitEvent} event
   * @param {HTMLFormElement} form
   */
  async #invite(event, form) {
    event.preventDefault();
    const room = roomOf(this);
    const field = this.querySelector("input[name=handle]");
    if (!room || !(field instanceof HTMLInputElement)) return;
    const handle = field.value.trim().replace(/^@/u, "").toLowerCase();
    const problem = handle && (await setModerator(room, handle, true));
    if (problem) return toast(this.dataset.textUnknown ?? problem);
    field.value = "";
    this.#look(form);
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Element} changed
   */
  async #change(form, changed) {
    const room = roomOf(this);
    if (!room) return;
    if (!this.#rules || !this.#words) return;
    const data = new FormData(form);
    if (changed.getAttribute("name") === "words") {
      const lines = String(data.get("words") ?? "").split("\n");
      const words = [...new Set(lines.map((word) => word.trim()).filter(Boolean))];
      if (words.join("\n") === this.#words.join("\n")) return;
      const problem = await setWords(room, words);
      if (!problem) this.#words = words;
      return toast(problem ?? this.dataset.textSaved ?? "");
    }
    const writers = /** @type {import("./room-state.js").Rules["writers"]} */ (data.get("writers") ?? this.#rules.writers);
    const rules = { writers, slow_s: Number(data.get("slow_s") ?? this.#rules.slow_s) };
    const problem = await setRules(room, rules);
    if (!problem) this.#rules = rules;
    toast(problem ?? this.dataset.textSaved ?? "");
    if (problem) this.#show(form);
  }
}

customElements.define("vitrine-house-rules", VitrineHouseRules);
