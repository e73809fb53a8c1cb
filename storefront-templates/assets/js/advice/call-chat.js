// @ts-check
import { button, make } from "../element.js";
import { icon } from "../icon.js";
import { toast } from "../toast.js";
import { PictureOnItsWay, enlarge, pictureAt, showLarge } from "./chat-pictures.js";
import { say } from "./words.js";

const TEXT_MAX = 500;
/** So much of it is told where the chat is not seen, in characters. */
const TOLD_MAX = 120;

/** `key`: one's own has the key it was sent with. @typedef {{ id: string, from: "shopper" | "advisor" | "colleague" | "friend", text: string, at: string, key?: string, name?: string, picture?: string, large?: boolean }} Message */

/**
 * What those of a session write to each other. `vitrine:say` (`{ text, key }`) is dispatched for each line
 * written here, and again for all that were not seen to arrive when the connection is back. Pictures go out by
 * themselves, and come back as messages.
 *
 * `you`: which side writes here; `data-name`: the name of whom one faces. Inside a `vitrine-advice-call`.
 */
export class VitrineCallChat extends HTMLElement {
  /** What was written and has not come back yet, by its key. @type {Map<string, { text: string, view: HTMLElement }>} */
  #sent = new Map();
  /** Pictures on their way, by their key. @type {Map<string, PictureOnItsWay>} */
  #pictures = new Map();
  /** What was said before one came is not news. */
  #isNews = false;
  /** Ids of what stands. */
  #known = new Set();
  #log = make("ol.call-log", { role: "log", "aria-label": say("chat"), tabindex: 0 });
  #field = /** @type {HTMLInputElement} */ (make("input.call-field", { type: "text", maxlength: TEXT_MAX, autocomplete: "off", enterkeyhint: "send", "aria-label": say("chat-label"), placeholder: say("chat-label") }));

  connectedCallback() {
    if (this.childElementCount > 0) return;
    const send = make("button.glass-button", { type: "submit", "aria-label": say("chat-send"), title: say("chat-send") }, icon("send"));
    const files = /** @type {HTMLInputElement} */ (make("input.sr-only", { type: "file", accept: "image/jpeg,image/png,image/webp", tabindex: -1, "aria-hidden": "true", change: () => this.#choose(files) }));
    const picture = button("glass-button.call-picture-send", () => files.click(), icon("image"));
    picture.setAttribute("aria-label", say("pictures-send"));
    picture.title = say("pictures-send");
    const form = make("form.call-composer", { submit: (/** @type {Event} */ event) => this.#submit(event) }, picture, files, this.#field, send);
    this.append(this.#log, form);
    // What was written while the line was gone is no news either.
    this.closest("vitrine-advice-call")?.addEventListener("call:welcome", () => (this.#isNews = false));
  }

  /** @param {Message[]} messages */
  add(messages) {
    const isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 40;
    for (const message of messages) {
      if (this.#known.has(message.id)) continue;
      this.#known.add(message.id);
      this.#settle(message);
      // One's own alone has its key: before a hand-over another one was on this side.
      const isOwn = message.from === this.getAttribute("you") && message.key !== undefined;
      this.#log.append(message.picture ? this.#picture(message, message.picture, isOwn) : this.#line(message.text, isOwn, message));
      if (!this.#isNews || isOwn) continue;
      if (message.large && message.picture) this.#enlarge(message, message.picture);
      else if (!this.checkVisibility({ visibilityProperty: true })) this.#announce(message);
    }
    this.#isNews = true;
    // What waits stays last.
    for (const { view } of [...this.#sent.values(), ...this.#pictures.values()]) this.#log.append(view);
    if (isAtEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** The connection is back: what may have been lost goes out again, under the same keys. */
  resend() {
    for (const [key, { text }] of this.#sent) this.#tell(text, key);
  }

  /** The server takes none of that. @param {string} key */
  refuse(key) {
    const sent = this.#sent.get(key);
    this.#sent.delete(key);
    sent?.view.remove();
    if (sent && !this.#field.value) this.#field.value = sent.text;
  }

  /** Takes away what waited for this message. @param {Message} message */
  #settle({ key = "" }) {
    this.#sent.get(key)?.view.remove();
    this.#sent.delete(key);
    this.#pictures.get(key)?.remove();
    this.#pictures.delete(key);
  }

  get #session() {
    return this.closest("vitrine-advice-call")?.getAttribute("session") ?? "";
  }

  /** @param {HTMLInputElement} files */
  #choose(files) {
    const [file] = files.files ?? [];
    files.value = "";
    if (!file) return;
    const sent = new PictureOnItsWay(this.#session, file);
    this.#pictures.set(sent.key, sent);
    this.#log.append(sent.view);
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  /**
   * @param {Message} message
   * @param {string} picture
   * @param {boolean} isOwn
   */
  #picture(message, picture, isOwn) {
    const url = pictureAt(this.#session, picture);
    const words = this.#words(message, isOwn);
    const small = button("call-picture-open", () => enlarge(url, words, true), make("img", { src: url, alt: words, load: () => this.#settleScroll() }));
    const large = isOwn && button("button.button-quiet.call-picture-large", () => this.#showLarge(picture), icon("screen"), say("pictures-large"));
    return make("li.call-message.call-picture", { "data-own": isOwn }, this.#third(isOwn, message), small, large);
  }

  /** @param {Message} message @param {boolean} isOwn */
  #words(message, isOwn) {
    return isOwn ? say("pictures-own") : say("pictures-of", { name: this.#nameOf(message) });
  }

  /** Where the chat is not seen, as beside the shop's pages on a phone. @param {Message} message */
  #announce(message) {
    const text = message.text.length > TOLD_MAX ? `${message.text.slice(0, TOLD_MAX)}…` : message.text;
    toast(message.picture ? say("pictures-of", { name: this.#nameOf(message) }) : say("chat-said", { name: this.#nameOf(message), text }));
  }

  /** How whoever wrote it is called, and, where that isn't whom one faces now, as whom they are there. @param {Message} message */
  #nameOf({ from, name }) {
    const facing = this.dataset.name ?? "";
    return from === this.#faces && (!name || name === facing) ? facing : `${name ?? ""} · ${say(`role-${from}`)}`;
  }

  get #faces() {
    return ["shopper", "friend"].includes(this.getAttribute("you") ?? "") ? "advisor" : "shopper";
  }

  /** @param {Message} message @param {string} picture */
  #enlarge(message, picture) {
    enlarge(pictureAt(this.#session, picture), this.#words(message, false), false);
    toast(say("pictures-shows", { name: this.#nameOf(message) }));
  }

  /** @param {string} picture */
  async #showLarge(picture) {
    const answer = await showLarge(this.#session, picture, crypto.randomUUID());
    toast(answer.ok ? say("pictures-shown", { name: this.dataset.name ?? "" }) : say("not-sent"));
  }

  /** A picture has its height only once it is there. */
  #settleScroll() {
    if (this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 320) this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const text = this.#field.value.trim();
    if (!text) return;
    this.#field.value = "";
    const key = crypto.randomUUID();
    const view = this.#line(text, true);
    view.toggleAttribute("data-sending", true);
    this.#sent.set(key, { text, view });
    this.#log.append(view);
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#tell(text, key);
  }

  /**
   * @param {string} text
   * @param {string} key
   */
  #tell(text, key) {
    this.dispatchEvent(new CustomEvent("vitrine:say", { bubbles: true, detail: { text, key } }));
  }

  /**
   * The name of somebody who is neither oneself nor whom one faces, and as whom they are there: a friend may be
   * called like anybody.
   * @param {boolean} isOwn
   * @param {Message} [message]
   */
  #third(isOwn, message) {
    if (isOwn || !message?.name) return null;
    const isFaced = message.from === this.#faces && message.name === this.dataset.name;
    return isFaced ? null : make("strong.call-message-name", {}, this.#nameOf(message));
  }

  /**
   * @param {string} text
   * @param {boolean} isOwn
   * @param {Message} [message] who says it, where that is not clear
   */
  #line(text, isOwn, message) {
    const third = this.#third(isOwn, message);
    return make("li.call-message", { "data-own": isOwn }, third ?? make("span.sr-only", {}, `${isOwn ? say("you") : (this.dataset.name ?? "")}: `), text);
  }
}

customElements.define("vitrine-call-chat", VitrineCallChat);
