// @ts-check
import { button, make } from "../element.js";
import { ask } from "../json-api.js";
import { toast } from "../toast.js";
import { VitrineClientLeave } from "./client-leave.js";
import { VitrineClientView } from "./client-view.js";
import { say, why } from "./client-words.js";

/** @typedef {import("./client-view.js").Card} Card */
/** @typedef {{ possible: boolean, asked: boolean, may_ask: boolean, version: number, card: Card | null }} State */

/**
 * The client's card in a talk: its advisor asks for leave to keep one and sees it where there is leave; its
 * shopper is asked, and gives leave part by part. A guest has none. It stands in a sheet that the button inside opens,
 * and the note that says one is asked.
 *
 * `session`, `you` (`advisor` or `shopper`), `data-name`: the other's name.
 */
class VitrineClientCard extends HTMLElement {
  /** @type {State | null} */
  #state = null;
  #leaving = new AbortController();
  #body = make("div.client-sheet-body");
  #sheet = /** @type {HTMLDialogElement} */ (
    make("dialog.client-sheet", { "aria-labelledby": "client-sheet-title" }, make("header.client-sheet-top", {}, make("h2", { id: "client-sheet-title" }, say(this.#isAdvisor ? "title" : "title-own")), button("button.button-quiet", () => this.#sheet.close(), say("close"))), this.#body)
  );
  /** @type {VitrineClientView | null} */
  #view = null;
  /** @type {VitrineClientLeave | null} */
  #leave = null;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const call = this.closest("vitrine-advice-call");
    for (const type of ["call:client", "call:welcome"]) call?.addEventListener(type, () => this.#look(), { signal });
    this.querySelector("[data-part=open]")?.addEventListener("click", () => this.#open(), { signal });
    this.#sheet.addEventListener("click", ({ target }) => target === this.#sheet && this.#sheet.close(), { signal });
    document.body.append(this.#sheet);
    this.#look();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#sheet.remove();
  }

  get #isAdvisor() {
    return this.getAttribute("you") !== "shopper";
  }

  get #url() {
    return `/api/v1/advice/sessions/${this.getAttribute("session")}/client`;
  }

  async #look() {
    this.#became(await ask("GET", this.#url));
  }

  #open() {
    this.#draw();
    if (!this.#sheet.open) this.#sheet.showModal();
  }

  /** @param {import("../json-api.js").Answer} answer */
  #became(answer) {
    if (!answer.ok) {
      if (answer.status === 404 || answer.status === 410) this.hidden = true;
      else if (this.#sheet.open) toast(why(answer));
      return;
    }
    const wasAsked = this.#state?.asked ?? false;
    this.#state = /** @type {State} */ (answer.data);
    const { possible, asked, card } = this.#state;
    this.hidden = !possible && !this.#isAdvisor;
    this.toggleAttribute("data-asked", asked);
    this.toggleAttribute("data-kept", Boolean(card?.consents));
    if (this.#sheet.open) this.#draw();
    // Nothing opens over what they are at.
    else if (!this.#isAdvisor && asked && !wasAsked) toast(say("asked-you", { name: this.dataset.name ?? "" }), { label: say("see"), run: () => this.#open() });
  }

  #draw() {
    const state = this.#state;
    if (!state) return;
    if (this.#isAdvisor) this.#drawForAdvisor(state);
    else if (state.card) this.#drawForShopper(state.card);
  }

  /** @param {State} state */
  #drawForAdvisor({ possible, asked, may_ask, card }) {
    if (card) {
      if (!this.#view) {
        this.#view = /** @type {VitrineClientView} */ (make("vitrine-client-view", { as: "advisor" }));
        this.#body.replaceChildren(make("p.client-who", {}, make("strong", {}, card.client.name), make("span.muted", {}, ` @${card.client.handle}`)), this.#view);
      }
      this.#view.card = card;
      return;
    }
    this.#view = null;
    const name = this.dataset.name ?? "";
    if (!possible) return this.#body.replaceChildren(make("p", {}, say("guest", { name })));
    const next = asked ? make("p", { role: "status" }, say("asked", { name })) : may_ask ? button("button.button-accent", () => this.#ask(), say("ask")) : make("p.muted", {}, say("asked-enough"));
    this.#body.replaceChildren(make("p", {}, say("none-yet", { name })), next);
  }

  async #ask() {
    const answer = await ask("POST", `${this.#url}/ask`);
    this.#became(answer);
    if (!answer.ok) toast(why(answer));
  }

  /** @param {Card} card */
  #drawForShopper(card) {
    if (!this.#leave) {
      this.#leave = /** @type {VitrineClientLeave} */ (make("vitrine-client-leave", { "data-later": true, "leave:set": () => this.#answered(say("leave-set")), "leave:later": () => this.#later() }));
      const link = make("a", { href: `/settings/advice/${card.shop}`, target: "_blank" }, say("see-all"));
      this.#body.replaceChildren(make("p", {}, say("consent-text", { shop: card.shop_name })), this.#leave, make("p", {}, link));
    }
    this.#leave.card = card;
  }

  /** @param {string} text */
  #answered(text) {
    this.#sheet.close();
    toast(text);
    this.#look();
  }

  async #later() {
    this.#sheet.close();
    // Nothing is ticked beforehand the next time.
    this.#leave = null;
    if (this.#state?.asked) await ask("POST", `${this.#url}/decline`);
    this.#look();
  }
}

customElements.define("vitrine-client-card", VitrineClientCard);
