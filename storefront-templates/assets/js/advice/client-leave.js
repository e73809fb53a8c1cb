// @ts-check
import { button, make, write } from "../element.js";
import { ask } from "../json-api.js";
import { sure } from "./client-sure.js";
import { say, why } from "./client-words.js";

/** The version of the text that is shown here. */
const VERSION = 1;
const PARTS = /** @type {const} */ (["history", "sizes", "notes", "any_time"]);

/** @typedef {import("./client-view.js").Card} Card */

/**
 * What a shopper gives a shop's advisors leave for, part by part; nothing is ticked beforehand. What is unticked
 * later is erased, after a question. `leave:set` (`{ card }`) tells what came of it, `leave:later` that they
 * would rather not now.
 *
 * `data-later`: it may be put off.
 */
export class VitrineClientLeave extends HTMLElement {
  /** @type {Card | null} */
  #card = null;
  #problem = make("p.field-error", { role: "alert", hidden: true });
  /** @type {Map<string, HTMLInputElement>} */
  #boxes = new Map();
  /** What the boxes were set to, as it is kept. */
  #set = "";

  connectedCallback() {
    if (this.childElementCount > 0) return;
    for (const part of PARTS) this.#boxes.set(part, /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", name: part, change: () => this.#mind() })));
    const choices = PARTS.map((part) => make("label.choice", {}, this.#boxes.get(part), make("span", {}, make("strong", {}, say(`part-${part}`)), make("span.hint", {}, say(`part-${part}-means`)))));
    const later = this.hasAttribute("data-later") && button("button.button-quiet", () => this.dispatchEvent(new CustomEvent("leave:later", { bubbles: true })), say("later"));
    const form = make("form.form", { submit: (/** @type {Event} */ event) => this.#submit(event) }, this.#problem, make("div.choices", {}, ...choices), make("p.hint", {}, say("consent-version", { n: VERSION })), make("div.row.row-end", {}, later, make("button.button.button-accent", { type: "submit" }, say("leave-save"))));
    this.append(form);
    if (this.#card) this.card = this.#card;
  }

  /** @param {Card} card */
  set card(card) {
    this.#card = card;
    const kept = JSON.stringify(card.consents);
    // What has been ticked since stays, as long as the same is kept.
    if (this.#boxes.size === 0 || this.#set === kept) return;
    this.#set = kept;
    for (const [part, box] of this.#boxes) box.checked = Boolean(card.consents?.[/** @type {typeof PARTS[number]} */ (part)]);
    this.#mind();
  }

  /** To look at any time is nothing of its own. */
  #mind() {
    const box = this.#boxes.get("any_time");
    if (!box) return;
    box.disabled = !PARTS.some((part) => part !== "any_time" && this.#boxes.get(part)?.checked);
    if (box.disabled) box.checked = false;
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const card = this.#card;
    if (!card) return;
    const body = { ...Object.fromEntries([...this.#boxes].map(([part, box]) => [part, box.checked])), version: VERSION };
    const erases = PARTS.some((part) => part !== "any_time" && card.consents?.[part] && !this.#boxes.get(part)?.checked);
    const isNothing = !PARTS.some((part) => this.#boxes.get(part)?.checked);
    if (isNothing && !card.consents) return this.#complain(say("leave-none"));
    if (erases && !(await sure(say("leave-sure"), say("leave-sure-text", { shop: card.shop_name }), say("leave-take-back")))) return;
    const answer = await ask("PUT", `/api/v1/me/advice/cards/${card.shop}`, body);
    if (!answer.ok) return this.#complain(why(answer));
    this.#problem.hidden = true;
    this.card = answer.data;
    this.dispatchEvent(new CustomEvent("leave:set", { bubbles: true, detail: { card: answer.data } }));
  }

  /** @param {string} text */
  #complain(text) {
    write(this.#problem, text);
    this.#problem.hidden = false;
  }
}

customElements.define("vitrine-client-leave", VitrineClientLeave);
