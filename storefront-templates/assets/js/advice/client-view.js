// @ts-check
import { button, make, write } from "../element.js";
import { icon } from "../icon.js";
import { ask } from "../json-api.js";
import { boughtView, leaveView, lookView, talkView, when } from "./client-parts.js";
import "./client-leave.js";
import { sure } from "./client-sure.js";
import { say, why } from "./client-words.js";

/** @typedef {{ history: string | null, sizes: string | null, notes: string | null, any_time: string | null, version: number }} Consents */
/** @typedef {{ name: string, value: string, by: string | null, at: string }} Size */
/** @typedef {{ id: string, text: string, by: string, own: boolean, at: string }} Note */
/** @typedef {{ number: number, placed_at: string, state: string, total: import("../money.js").Money, lines: { name: string, options: string[], quantity: number }[] }} Bought */
/** @typedef {{ advisor: string, started_at: string, length_s: number | null, products: string[] }} Talk */
/** @typedef {{ shop: string, shop_name: string, client: { handle: string, name: string, avatar_url: string | null }, consents: Consents | null, sizes: Size[], notes: Note[], bought: Bought[] | null, talks: Talk[] | null, looks?: { by: string, at: string }[] }} Card */

const NAME_MAX = 40;
const VALUE_MAX = 120;
const NOTE_MAX = 1000;

/**
 * A client's card, as an advisor of the shop (`as="advisor"`) or the client (`as="client"`) sees it: both read all of
 * it and write sizes; advisors write notes, the client deletes them. `src`: where it is read; without one it is
 * given as `card`. `card:gone` tells that there is none any more.
 */
export class VitrineClientView extends HTMLElement {
  /** @type {Card | null} */
  #card = null;
  #problem = make("p.field-error", { role: "alert", hidden: true });
  #sizes = make("ul.client-sizes", { tabindex: -1 });
  #name = /** @type {HTMLInputElement} */ (make("input", { name: "name", maxlength: NAME_MAX, required: true, autocomplete: "off", "aria-label": say("size-name"), placeholder: say("size-name-example") }));
  #value = /** @type {HTMLInputElement} */ (make("input", { name: "value", maxlength: VALUE_MAX, required: true, autocomplete: "off", "aria-label": say("size-value"), placeholder: say("size-value-example") }));
  #notes = make("ul.client-notes", { tabindex: -1 });
  #text = /** @type {HTMLTextAreaElement} */ (make("textarea", { name: "text", rows: 2, maxlength: NOTE_MAX, required: true, "aria-label": say("note-new"), placeholder: say("note-example") }));
  /** @type {Map<string, HTMLElement>} */
  #parts = new Map();

  connectedCallback() {
    if (this.childElementCount === 0) this.#build();
    if (this.#card) this.card = this.#card;
    else if (this.hasAttribute("src")) this.load();
  }

  get #isOwn() {
    return this.getAttribute("as") === "client";
  }

  /** Where this card is written. */
  get #base() {
    const { shop = "", client } = this.#card ?? {};
    return this.#isOwn ? `/api/v1/me/advice/cards/${shop}` : `/api/v1/shops/${shop}/advice/clients/${client?.handle}`;
  }

  #build() {
    const sizeForm = make("form.client-form", { submit: (/** @type {Event} */ event) => this.#keepSize(event) }, this.#name, this.#value, make("button.button.button-quiet", { type: "submit" }, say("save")));
    const noteForm = !this.#isOwn && make("form.client-form", { submit: (/** @type {Event} */ event) => this.#keepNote(event) }, this.#text, make("p.hint", {}, say("note-read")), make("button.button.button-quiet", { type: "submit" }, say("note-save")));
    this.append(
      this.#problem,
      this.#part("sizes", say("part-sizes"), this.#sizes, sizeForm),
      this.#part("notes", say("part-notes"), noteForm, this.#notes),
      this.#part("bought", say("bought"), make("ul.client-list")),
      this.#part("talks", say("talks"), make("ul.client-list")),
      this.#part("leave", say(this.#isOwn ? "leave-own" : "leave-given"), this.#isOwn ? make("vitrine-client-leave", { "leave:set": ({ detail }) => (this.card = detail.card) }) : make("div")),
      this.#part("looks", say("looks"), make("p.hint", {}, say("looks-why")), make("ul.client-list")),
    );
    if (this.#isOwn) this.#parts.get("leave")?.append(make("div.row", { "data-part": "erase" }, button("button.button-quiet", () => this.#erase(), icon("trash"), say("erase"))));
  }

  /**
   * @param {string} name
   * @param {string} title
   * @param {...(Node | false)} children
   */
  #part(name, title, ...children) {
    const part = make("section.client-part", { "data-of": name, hidden: true }, make("h3", {}, title), ...children);
    this.#parts.set(name, part);
    return part;
  }

  async load() {
    const answer = await ask("GET", this.getAttribute("src") ?? "");
    if (answer.ok) this.card = answer.data;
    else if (answer.status === 404) this.#gone();
    else this.#complain(why(answer));
  }

  /** @param {Card} card */
  set card(card) {
    this.#card = card;
    if (!this.isConnected || this.childElementCount === 0) return;
    const { consents } = card;
    this.#problem.hidden = true;
    this.#show("sizes", Boolean(consents?.sizes));
    this.#show("notes", Boolean(consents?.notes));
    redraw(this.#sizes, card.sizes.length > 0 ? card.sizes.map((size) => this.#size(size)) : [make("li.muted", {}, say("sizes-none"))]);
    redraw(this.#notes, card.notes.length > 0 ? card.notes.map((note) => this.#note(note)) : [make("li.muted", {}, say("notes-none"))]);
    this.#list("bought", card.bought?.map(boughtView), say("bought-none"));
    this.#list("talks", card.talks?.map(talkView), say("talks-none"));
    this.#list("looks", consents && card.looks ? card.looks.map(lookView) : undefined, say("looks-none"));
    this.#show("leave", this.#isOwn || Boolean(consents));
    const leave = this.#parts.get("leave");
    const form = /** @type {import("./client-leave.js").VitrineClientLeave | null | undefined} */ (leave?.querySelector("vitrine-client-leave"));
    if (form) form.card = card;
    else leave?.lastElementChild?.replaceChildren(leaveView(card));
    leave?.querySelector("[data-part=erase]")?.toggleAttribute("hidden", !consents);
    this.toggleAttribute("data-kept", Boolean(consents));
  }

  /**
   * @param {string} name
   * @param {boolean} shown
   */
  #show(name, shown) {
    this.#parts.get(name)?.toggleAttribute("hidden", !shown);
  }

  /**
   * @param {string} name
   * @param {Node[] | undefined} rows none without leave for it
   * @param {string} none
   */
  #list(name, rows, none) {
    this.#show(name, rows !== undefined);
    this.#parts.get(name)?.querySelector("ul")?.replaceChildren(...(rows && rows.length > 0 ? rows : [make("li.muted", {}, none)]));
  }

  /** @param {Size} size */
  #size({ name, value, by }) {
    const edit = () => {
      this.#name.value = name;
      this.#value.value = value;
      this.#value.focus();
      this.#value.select();
    };
    return make(
      "li.client-size",
      { "data-row": name },
      make("span.client-size-name", {}, name),
      make("span.client-size-value", {}, make("strong", {}, value), by && make("span.muted", {}, say("size-by", { name: by }))),
      button("bare-button", edit, label("edit", say("size-edit", { name }))),
      button("bare-button", () => this.#removeSize(name), label("trash", say("size-remove", { name }))),
    );
  }

  /** @param {Note} note */
  #note({ id, text, by, own, at }) {
    const remove = own && button("bare-button", () => this.#deleteNote(id), label("trash", say("note-delete")));
    return make("li", { "data-row": id }, make("p.client-note", {}, text), make("span.client-line.muted", {}, make("span", {}, by || say("someone"), " · ", when(at, "day-time")), remove));
  }

  /** @param {Event} event */
  async #keepSize(event) {
    event.preventDefault();
    if (await this.#putSize(this.#name.value, this.#value.value)) {
      this.#name.value = this.#value.value = "";
      this.#name.focus();
    }
  }

  /**
   * @param {string} name
   * @param {string} value an empty one takes it off
   */
  async #putSize(name, value) {
    return this.#became(await ask("PUT", `${this.#base}/sizes`, { name, value }));
  }

  /** @param {string} name */
  async #removeSize(name) {
    if (await sure(say("size-sure", { name }), say("size-sure-text"), say("size-remove", { name }))) await this.#putSize(name, "");
  }

  /** @param {Event} event */
  async #keepNote(event) {
    event.preventDefault();
    if (this.#became(await ask("POST", `${this.#base}/notes`, { text: this.#text.value }))) this.#text.value = "";
  }

  /** @param {string} id */
  async #deleteNote(id) {
    if (!(await sure(say("note-sure"), say("note-sure-text"), say("note-delete")))) return;
    const answer = await ask("DELETE", `${this.#base}/notes/${id}`);
    // One that is gone already is gone.
    if (!answer.ok && answer.slug !== "note-not-found") return this.#complain(why(answer));
    if (this.#card) this.card = { ...this.#card, notes: this.#card.notes.filter((note) => note.id !== id) };
  }

  async #erase() {
    if (!this.#card || !(await sure(say("erase-sure"), say("erase-text", { shop: this.#card.shop_name }), say("erase")))) return;
    const answer = await ask("DELETE", this.#base);
    if (!answer.ok) return this.#complain(why(answer));
    this.card = { ...this.#card, consents: null, sizes: [], notes: [], bought: null, talks: null, looks: [] };
  }

  /** @param {import("../json-api.js").Answer} answer */
  #became(answer) {
    if (answer.ok) this.card = answer.data;
    else if (answer.slug === "client-card-not-found") this.#gone();
    else this.#complain(why(answer));
    return answer.ok;
  }

  #gone() {
    for (const part of this.#parts.values()) part.hidden = true;
    this.#complain(say("gone"));
    this.dispatchEvent(new CustomEvent("card:gone", { bubbles: true }));
  }

  /** @param {string} text */
  #complain(text) {
    write(this.#problem, text);
    this.#problem.hidden = false;
  }
}

/**
 * Draws the rows of a list anew. Who had the focus in one has it there still; in the row that stands in its
 * place, or on the list, where it is gone.
 * @param {HTMLElement} list
 * @param {HTMLElement[]} rows
 */
function redraw(list, rows) {
  const before = /** @type {HTMLElement[]} */ ([...list.children]);
  const at = before.findIndex((row) => row.contains(document.activeElement));
  const held = at < 0 ? 0 : [...before[at].querySelectorAll("button")].findIndex((one) => one === document.activeElement);
  list.replaceChildren(...rows);
  if (at < 0) return;
  const same = rows.find((row) => row.dataset.row === before[at].dataset.row);
  const buttons = (same ?? rows[Math.min(at, rows.length - 1)]).querySelectorAll("button");
  (buttons[held] ?? list).focus();
}

/**
 * An icon with a name for those who don't see it.
 * @param {string} name
 * @param {string} text
 */
function label(name, text) {
  const both = document.createDocumentFragment();
  both.append(icon(name), make("span.sr-only", {}, text));
  return both;
}

customElements.define("vitrine-client-view", VitrineClientView);
