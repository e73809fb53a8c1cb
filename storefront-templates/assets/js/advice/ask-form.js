// @ts-check
import { make, write } from "../element.js";
import * as api from "./api.js";
import { rangeWords } from "./estimate.js";
import { languageCodes, languageName } from "./languages.js";
import { say, why } from "./words.js";

/** How often it is looked how long it takes, while somebody thinks about it. */
const LOOK_MS = 5000;
const TOPIC_MAX = 500;

/**
 * Asks for advice: who is on, how long it takes, what it is about. While it is closed it says when it opens.
 *
 * `shop`: its slug; `show`, `product`: where and about what; `data-account`: somebody is signed in.
 * `vitrine:asked` (`{ ticket }`) is dispatched once one is in line.
 */
export class VitrineAskForm extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  #busy = false;
  #facts = make("p.advice-facts");
  #time = make("p.advice-time");
  #problem = make("p.field-error", { role: "alert", hidden: true });
  #send = /** @type {HTMLButtonElement} */ (make("button.button.button-accent.button-wide", { type: "submit" }, say("ask")));
  /** @type {HTMLElement | null} */
  #form = null;

  connectedCallback() {
    if (this.childElementCount === 0) {
      this.className = "look advice-ask";
      this.append(make("div.look-body", {}, make("p.advice-wait", { role: "status" }, say("looking"))));
    }
    this.#look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  async #look() {
    clearTimeout(this.#timer);
    const answer = await api.advice(this.getAttribute("shop") ?? "");
    if (!this.isConnected) return;
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
    if (answer.ok) this.#show(answer.data);
    else if (!this.#form) this.replaceChildren(make("div.look-body", {}, make("p", { role: "status" }, why(answer))));
  }

  /** @param {import("./api.js").Advice} advice */
  #show(advice) {
    if (!advice.open) return this.#close(advice.next_opening);
    if (!this.#form) {
      this.#form = this.#build();
      this.replaceChildren(this.#form);
    }
    const on = advice.advisors_on > 0 ? say("on", { n: advice.advisors_on }) : say("on-none");
    const waiting = advice.waiting > 0 ? ` · ${say("waiting", { n: advice.waiting })}` : "";
    write(this.#facts, on + waiting);
    write(this.#time, rangeWords(advice.estimate));
  }

  /** @param {string | null} next when it opens, where anybody can say */
  #close(next) {
    this.#form = null;
    const when = next && make("p.advice-time", {}, say("opens"), " ", make("vitrine-time", { "data-style": "day-time" }, make("time", { datetime: next }, next)));
    this.replaceChildren(make("div.look-body", {}, make("h3", {}, say("closed")), when || make("p", {}, say("closed-else"))));
  }

  #build() {
    const language = make("select", { id: "advice-language", name: "language" }, ...languageCodes().map((code) => make("option", { value: code }, languageName(code))));
    const name = !this.hasAttribute("data-account") && field("advice-name", say("name"), make("input", { id: "advice-name", name: "name", required: true, maxlength: 60, autocomplete: "given-name" }));
    const topic = make("textarea", { id: "advice-topic", name: "topic", rows: 2, maxlength: TOPIC_MAX, placeholder: say("topic-example") });
    return make(
      "form.advice-ask-form",
      { submit: (/** @type {SubmitEvent} */ event) => this.#submit(event), method: "dialog" },
      make("div.look-body", {}, make("div.advice-head", {}, this.#time, this.#facts), make("div.form", {}, field("advice-topic", say("topic"), topic, true), name, field("advice-language", say("language"), language), this.#problem)),
      make("div.sheet-acts", {}, this.#send),
    );
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#busy || !(event.currentTarget instanceof HTMLFormElement)) return;
    const fields = new FormData(event.currentTarget);
    const text = (/** @type {string} */ name) => String(fields.get(name) ?? "").trim();
    const [product, show] = [this.getAttribute("product"), this.getAttribute("show")];
    this.#wait(true);
    const answer = await api.askFor(this.getAttribute("shop") ?? "", {
      language: text("language"),
      topic: text("topic"),
      ...(fields.has("name") ? { name: text("name") } : {}),
      ...(product ? { product } : {}),
      ...(show ? { show } : {}),
    });
    this.#wait(false);
    if (answer.ok) {
      if (!this.hasAttribute("data-account")) tellOthers();
      this.dispatchEvent(new CustomEvent("vitrine:asked", { bubbles: true, detail: { ticket: answer.data.id } }));
    } else if (answer.slug === "advice-closed") {
      this.#close(answer.problem?.next_opening ?? null);
    } else {
      write(this.#problem, why(answer));
      this.#problem.hidden = false;
    }
  }

  /** @param {boolean} busy */
  #wait(busy) {
    this.#busy = busy;
    this.#problem.hidden = true;
    this.#send.disabled = busy;
    write(this.#send, busy ? say("asking") : say("ask"));
  }
}

/** A guest is somebody from now on: the pages of this browser hear of it. */
function tellOthers() {
  const pages = new BroadcastChannel("vitrine-known");
  pages.postMessage(null);
  pages.close();
}

/**
 * @param {string} id
 * @param {string} label
 * @param {HTMLElement} input
 * @param {boolean} [optional]
 */
function field(id, label, input, optional = false) {
  return make("div.field", {}, make("label", { for: id }, label, optional && " ", optional && make("span.optional", {}, say("optional"))), input);
}

customElements.define("vitrine-ask-form", VitrineAskForm);
