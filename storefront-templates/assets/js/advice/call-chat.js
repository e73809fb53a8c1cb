// @ts-check
import { make } from "../element.js";
import { icon } from "../icon.js";
import { say } from "./words.js";

const TEXT_MAX = 500;

/** `key`: one's own has the key it was sent with. @typedef {{ id: string, from: "shopper" | "advisor", text: string, at: string, key?: string }} Message */

/**
 * What the two of a session write to each other. `vitrine:say` (`{ text, key }`) is dispatched for each line
 * written here, and again for all that were not seen to arrive when the connection is back.
 *
 * `you`: which of the two writes here; `data-name`: the other's name.
 */
export class VitrineCallChat extends HTMLElement {
  /** What was written and has not come back yet, by its key. @type {Map<string, { text: string, view: HTMLElement }>} */
  #sent = new Map();
  /** Ids of what stands. */
  #known = new Set();
  #log = make("ol.call-log", { role: "log", "aria-label": say("chat"), tabindex: 0 });
  #field = /** @type {HTMLInputElement} */ (make("input.call-field", { type: "text", maxlength: TEXT_MAX, autocomplete: "off", enterkeyhint: "send", "aria-label": say("chat-label"), placeholder: say("chat-label") }));

  connectedCallback() {
    if (this.childElementCount > 0) return;
    const send = make("button.glass-button", { type: "submit", "aria-label": say("chat-send"), title: say("chat-send") }, icon("send"));
    const form = make("form.call-composer", { submit: (/** @type {Event} */ event) => this.#submit(event) }, this.#field, send);
    this.append(this.#log, form);
  }

  /** @param {Message[]} messages */
  add(messages) {
    const isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 40;
    for (const message of messages) {
      if (this.#known.has(message.id)) continue;
      this.#known.add(message.id);
      this.#settle(message);
      this.#log.append(this.#line(message.text, message.from === this.getAttribute("you")));
    }
    // What waits stays last.
    for (const { view } of this.#sent.values()) this.#log.append(view);
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
   * @param {string} text
   * @param {boolean} isOwn
   */
  #line(text, isOwn) {
    return make("li.call-message", { "data-own": isOwn }, make("span.sr-only", {}, `${isOwn ? say("you") : (this.dataset.name ?? "")}: `), text);
  }
}

customElements.define("vitrine-call-chat", VitrineCallChat);
