// @ts-check
import { pardon, read, setModerator, setRules, setWords } from "./moderation.js";
import { roomOf } from "./room.js";
import { toast } from "./toast.js";

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

  connectedCallback() {
    const room = roomOf(this);
    const form = this.querySelector("form");
    if (!room || !form) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    for (const name of ["reset", "rules"]) room.addEventListener(`room:${name}`, () => this.#show(form), { signal });
    room.addEventListener("vitrine:tab", (event) => /** @type {CustomEvent} */ (event).detail.id === "rules" && this.#look(form), { signal });
    form.addEventListener("change", (event) => event.target instanceof Element && this.#change(form, event.target), { signal });
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    this.querySelector("[data-part=invite]")?.addEventListener("submit", (event) => this.#invite(/** @type {SubmitEvent} */ (event), form), { signal });
    this.#show(form);
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {HTMLFormElement} form */
  #show(form) {
    const rules = roomOf(this)?.room.rules;
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

  /** @param {HTMLFormElement} form */
  async #look(form) {
    const room = roomOf(this);
    if (!room?.room.may.moderate) return;
    const [words, sanctions, moderators] = await Promise.all([read(room, "words"), read(room, "sanctions"), read(room, "moderators")]);
    const field = form.elements.namedItem("words");
    if (field instanceof HTMLTextAreaElement && words.found && field !== document.activeElement) field.value = words.found.words.join("\n");
    const { textTimeOut, textBan, textShadowBan, textPardon, textDismiss } = this.dataset;
    const kinds = new Map([["timeout", textTimeOut], ["ban", textBan], ["shadow", textShadowBan]]);
    /** @type {{ handle: string, name: string, kind: string }[]} */
    const barred = sanctions.found?.items ?? [];
    this.#list("sanctions", barred.map(({ handle, name, kind }) => this.#line(name, kinds.get(kind) ?? kind, textPardon, () => pardon(room, handle))));
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
    const data = new FormData(form);
    const lines = String(data.get("words") ?? "").split("\n");
    const problem =
      changed.getAttribute("name") === "words"
        ? await setWords(room, [...new Set(lines.map((word) => word.trim()).filter(Boolean))])
        : await setRules(room, { writers: /** @type {"all" | "followers" | "followed"} */ (data.get("writers") ?? "all"), slow_s: Number(data.get("slow_s") ?? 0) });
    toast(problem ?? this.dataset.textSaved ?? "");
    if (problem) this.#show(form);
  }
}

customElements.define("vitrine-house-rules", VitrineHouseRules);
