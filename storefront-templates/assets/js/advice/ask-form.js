// @ts-check
import { make, write } from "../element.js";
import * as api from "./api.js";
import { awayChoice } from "./away-choice.js";
import { dayTime } from "./clock-words.js";
import { rangeWords } from "./estimate.js";
import { languageCodes, languageName } from "./languages.js";
import { say, why } from "./words.js";

/** A time to come is within this. */
const COMES_WITHIN_MS = 86_400_000;
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
  /** What is being filled in; kept while it is closed, whatever happens. @type {HTMLElement | null} */
  #form = null;
  /** @type {ReturnType<typeof awayChoice> | null} */
  #away = null;
  #awayPlace = make("div");
  #queues = /** @type {HTMLSelectElement} */ (make("select", { id: "advice-queue", name: "queue", change: () => this.#advice && this.#show(this.#advice) }));
  #queuePlace = field("advice-queue", say("queue"), this.#queues);
  /** @type {import("./api.js").Advice | null} */
  #advice = null;
  /** What can be chosen as it stands. */
  #offered = "";

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
    this.#advice = advice;
    this.#offerQueues(advice);
    const chosen = advice.queues.find(({ id }) => id === this.#queues.value) ?? advice;
    const canCome = advice.comes && isSoon(chosen);
    const anyOpen = advice.open || advice.queues.some(({ open }) => open);
    if (!anyOpen && !canCome && !advice.queues.some(isSoon)) return this.#close(advice.next_opening);
    this.#form ??= this.#build();
    if (!this.#form.isConnected) this.replaceChildren(this.#form);
    this.#offerAway(chosen.open, canCome, chosen.next_opening);
    const on = chosen.advisors_on > 0 ? say("on", { n: chosen.advisors_on }) : say("on-none");
    const waiting = chosen.waiting > 0 ? ` · ${say("waiting", { n: chosen.waiting })}` : "";
    write(this.#facts, chosen.open ? on + waiting : chosen.next_opening ? `${say("opens")} ${dayTime(chosen.next_opening)}` : "");
    write(this.#time, chosen.open ? rangeWords(chosen.estimate) : say("closed"));
    this.#send.disabled = this.#busy || (!chosen.open && !canCome);
  }

  /** @param {import("./api.js").Advice} advice */
  #offerQueues({ queues, open: isOpen }) {
    this.#queuePlace.hidden = queues.length === 0;
    const options = queues.map(({ id, name, open }) => ({ id, text: open ? name : say("queue-closed", { name }) }));
    const offered = [{ id: "", text: say("queue-any") }, ...options];
    const print = JSON.stringify(offered);
    if (this.#queues.dataset.print === print) return;
    const firstOpen = isOpen ? "" : (queues.find(({ open }) => open)?.id ?? "");
    const chosen = this.#queues.dataset.print ? this.#queues.value : firstOpen;
    this.#queues.dataset.print = print;
    this.#queues.replaceChildren(...offered.map(({ id, text }) => make("option", { value: id, selected: id === chosen }, text)));
  }

  /**
   * @param {boolean} canWait
   * @param {boolean} canCome
   * @param {string | null} opens
   */
  #offerAway(canWait, canCome, opens) {
    const offered = JSON.stringify([canWait, canCome]);
    if (this.#offered === offered) return;
    this.#offered = offered;
    const from = !canWait && opens ? new Date(opens) : null;
    this.#away = awayChoice({ canWait, canStay: true, canCome, hasAccount: this.hasAttribute("data-account"), from });
    this.#awayPlace.replaceChildren(this.#away.view);
  }

  /** @param {string | null} next when it opens, where anybody can say */
  #close(next) {
    const when = next && make("p.advice-time", {}, say("opens"), " ", make("vitrine-time", { "data-style": "day-time" }, make("time", { datetime: next }, next)));
    this.replaceChildren(make("div.look-body", {}, make("h3", { role: "status" }, say("closed")), when || make("p", {}, say("closed-else")), this.#bookLink()));
  }

  #bookLink() {
    const shop = this.getAttribute("shop") ?? "";
    const product = this.getAttribute("product");
    const about = product ? `?product=${encodeURIComponent(product)}` : "";
    const link = make("a", { href: `/shops/${encodeURIComponent(shop)}/advice/book${about}`, hidden: true }, say("book"));
    return make("vitrine-book-link.advice-book-link", { shop }, link);
  }

  #build() {
    const language = make("select", { id: "advice-language", name: "language" }, ...languageCodes().map((code) => make("option", { value: code }, languageName(code))));
    const name = !this.hasAttribute("data-account") && field("advice-name", say("name"), make("input", { id: "advice-name", name: "name", required: true, maxlength: 60, autocomplete: "given-name" }));
    const topic = make("textarea", { id: "advice-topic", name: "topic", rows: 2, maxlength: TOPIC_MAX, placeholder: say("topic-example") });
    return make(
      "form.advice-ask-form",
      { submit: (/** @type {SubmitEvent} */ event) => this.#submit(event), method: "dialog" },
      make("div.look-body", {}, make("div.advice-head", {}, this.#time, this.#facts), make("div.form", {}, this.#queuePlace, field("advice-topic", say("topic"), topic, true), name, field("advice-language", say("language"), language), this.#awayPlace, this.#problem), this.#bookLink()),
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
    const away = this.#away?.read();
    if (!away) return;
    this.#wait(true);
    const answer = await api.askFor(this.getAttribute("shop") ?? "", {
      language: text("language"),
      topic: text("topic"),
      ...(fields.has("name") ? { name: text("name") } : {}),
      ...(product ? { product } : {}),
      ...(show ? { show } : {}),
      ...(this.#queues.value ? { queue: this.#queues.value } : {}),
      ...away,
    });
    this.#wait(false);
    if (answer.ok) {
      if (!this.hasAttribute("data-account")) tellOthers();
      this.dispatchEvent(new CustomEvent("vitrine:asked", { bubbles: true, detail: { ticket: answer.data.id } }));
    } else if (answer.slug === "advice-closed") {
      this.#close(answer.problem?.next_opening ?? null);
    } else {
      const next = answer.problem?.next_opening;
      write(this.#problem, next ? say("closed-then", { time: dayTime(next) }) : why(answer));
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

/**
 * Whether it is open now, or will be within the time one may say.
 * @param {{ open: boolean, next_opening: string | null }} when
 */
function isSoon({ open, next_opening }) {
  return open || (next_opening !== null && Date.parse(next_opening) - Date.now() < COMES_WITHIN_MS);
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
