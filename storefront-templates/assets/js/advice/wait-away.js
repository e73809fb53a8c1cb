// @ts-check
import { button, make, write } from "../element.js";
import * as api from "./api.js";
import { awayChoice } from "./away-choice.js";
import { dayTime } from "./clock-words.js";
import { isAway } from "./place-words.js";
import { say, why } from "./words.js";

/**
 * Going away from the line and keeping the place, and being here again, on the page of the wait.
 *
 * `ticket`: its id; `data-account`: somebody is signed in; `data-comes`: the shop says when it is open.
 * Dispatches `vitrine:ticket` (the ticket as it stands then) and `vitrine:here` (somebody says they are).
 */
export class VitrineWaitAway extends HTMLElement {
  #state = "";
  #problem = make("p.field-error", { role: "alert", hidden: true });

  /** @param {import("./api.js").Ticket} ticket one that waits */
  show(ticket) {
    const state = isAway(ticket) ? "away" : "here";
    // What is being filled in stays.
    if (this.#state === state) return;
    const hadFocus = this.contains(document.activeElement);
    this.#state = state;
    if (state === "away") this.#away();
    else this.#here();
    if (hadFocus) this.querySelector("button")?.focus();
  }

  /** One waits, and may go. */
  #here() {
    this.replaceChildren(button("button.button-quiet", () => this.#ask(), say("away-ask")));
  }

  /** One is away, and may be back. */
  #away() {
    const here = button("button.button-accent", () => this.dispatchEvent(new CustomEvent("vitrine:here", { bubbles: true })), say("here"));
    this.replaceChildren(here);
  }

  #ask() {
    const away = awayChoice({ canWait: true, canStay: false, canCome: this.hasAttribute("data-comes"), hasAccount: this.hasAttribute("data-account"), from: null });
    const go = /** @type {HTMLButtonElement} */ (make("button.button.button-accent", { type: "submit" }, say("away-go")));
    const back = button("button.button-quiet", () => this.#here(), say("stay-here"));
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      event.stopPropagation();
      const wish = away.read();
      if (wish) this.#go(wish, go);
    };
    this.#problem.hidden = true;
    this.replaceChildren(make("form.form.wait-away-form", { method: "dialog", submit }, away.view, this.#problem, make("div.row.row-centre", {}, back, go)));
    away.view.querySelector("input")?.focus();
    // The page is to be heard when it calls and others are in front of it.
    if ("Notification" in window && Notification.permission === "default") Notification.requestPermission().catch(() => undefined);
  }

  /**
   * @param {import("./away-choice.js").Wish} wish
   * @param {HTMLButtonElement} go
   */
  async #go(wish, go) {
    go.disabled = true;
    const answer = await api.goAway(this.getAttribute("ticket") ?? "", wish);
    go.disabled = false;
    if (answer.ok) return this.dispatchEvent(new CustomEvent("vitrine:ticket", { bubbles: true, detail: answer.data }));
    const next = answer.problem?.next_opening;
    write(this.#problem, next ? say("closed-then", { time: dayTime(next) }) : why(answer));
    this.#problem.hidden = false;
  }
}

customElements.define("vitrine-wait-away", VitrineWaitAway);
