// @ts-check
import { button, make } from "../element.js";
import { toast } from "../toast.js";
import * as api from "./people-api.js";
import { Ringer } from "./ringer.js";
import { say, why } from "./words.js";

/** @typedef {import("./people-api.js").Asked} Asked */

/**
 * Colleagues who ask one into their talks, as the desk (`vitrine-advice-desk`, its event `vitrine:desk`) knows of
 * them. It rings as long as one is not answered.
 */
class VitrineDeskInvitations extends HTMLElement {
  #print = "";
  #leaving = new AbortController();
  /** @type {Ringer | null} */
  #ringer = null;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#ringer = new Ringer(signal);
    const take = (/** @type {Event} */ event) => this.#take(/** @type {CustomEvent<{ invitations?: Asked[] }>} */ (event).detail.invitations ?? []);
    this.closest("vitrine-advice-desk")?.addEventListener("vitrine:desk", take, { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {Asked[]} asked */
  #take(asked) {
    const print = asked.map(({ id }) => id).join();
    if (print === this.#print) return;
    this.#print = print;
    // Those that stand are not read out again, and keep the focus.
    const standing = /** @type {HTMLElement[]} */ ([...this.children]);
    for (const view of standing) if (!asked.some(({ id }) => id === view.dataset.id)) view.remove();
    this.append(...asked.filter(({ id }) => !standing.some((view) => view.dataset.id === id)).map((one) => this.#view(one)));
    const [first] = asked;
    if (first) this.#ringer?.start(words(first));
    else this.#ringer?.stop();
  }

  /** @param {Asked} asked */
  #view(asked) {
    const { note, topic, stay, by } = asked;
    const isOver = asked.kind === "hand_over";
    const come = button("button.button-accent", (event) => this.#accept(asked, event), say(isOver ? "asks-take" : "asks-come"));
    const not = button("button.button-quiet", (event) => this.#decline(asked, event), say("asks-not"));
    return make(
      "section.card.desk-asked",
      { role: "alert", "data-id": asked.id },
      make("h2", {}, words(asked)),
      topic ? make("p", {}, topic) : null,
      note ? make("blockquote", {}, note) : null,
      isOver && stay ? make("p.muted", {}, say("asks-stays", { name: by.name })) : null,
      make("div.row", {}, come, not),
    );
  }

  /** @param {Asked} asked @param {Event} event */
  async #accept({ id }, event) {
    const pressed = /** @type {HTMLButtonElement} */ (event.currentTarget);
    pressed.disabled = true;
    const answer = await api.accept(id);
    this.#ringer?.stop();
    if (answer.ok) return location.assign(`/advice/sessions/${encodeURIComponent(answer.data.id)}`);
    pressed.disabled = false;
    toast(why(answer));
  }

  /** @param {Asked} asked @param {Event} event */
  async #decline({ id }, event) {
    const pressed = /** @type {HTMLButtonElement} */ (event.currentTarget);
    pressed.disabled = true;
    const answer = await api.decline(id);
    if (answer.ok || answer.status === 409) {
      this.#ringer?.stop();
      return pressed.closest(".desk-asked")?.remove();
    }
    pressed.disabled = false;
    toast(why(answer));
  }
}

/** @param {Asked} asked */
function words({ kind, by, shopper }) {
  const isOver = kind === "hand_over";
  return say(isOver ? "asks-over" : "asks-join", { name: by.name, shopper });
}

customElements.define("vitrine-desk-invitations", VitrineDeskInvitations);
