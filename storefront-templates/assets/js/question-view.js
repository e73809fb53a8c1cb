// @ts-check
import { faceView } from "./face.js";
import { icon } from "./icon.js";
import { textView } from "./message-view.js";
import { fill } from "./words.js";

/** @typedef {import("./room-state.js").Question} Question */
/** `wanted`: the visitor's vote as pressed. @typedef {{ wanted: boolean, guest: boolean, keeps: boolean, you: string | null }} Look */

/**
 * One question of the list. Made once and changed in place, so that a press is never lost to a
 * count that changes meanwhile.
 */
export class QuestionView {
  #number = document.createElement("span");
  #vote = document.createElement("button");
  #mark = document.createElement("span");
  #controls = document.createElement("div");
  #offered = "";

  /**
   * @param {Question} question
   * @param {Look} look
   * @param {DOMStringMap} words `textVote` (`{name}`, `{n}`), `textNow`, `textAnswer`, `textDone`, `textBack`
   */
  constructor({ question, event }, look, words) {
    this.words = words;
    this.name = event.from.name;
    this.element = document.createElement("li");
    this.element.className = "question";
    this.element.dataset.seq = String(question);
    this.#vote.type = "button";
    this.#vote.className = "vote";
    this.#vote.dataset.action = "vote";
    this.#vote.append(icon("up"), this.#number);
    this.#mark.className = "message-badge";
    this.#mark.textContent = words.textNow ?? "";
    this.#controls.className = "question-controls";
    const who = Object.assign(document.createElement("p"), { className: "question-who" });
    who.append(faceView(event.from), Object.assign(document.createElement("bdi"), { textContent: this.name }), this.#mark);
    const text = Object.assign(document.createElement("p"), { className: "question-text" });
    text.append(textView(event, look.you));
    const about = Object.assign(document.createElement("div"), { className: "question-words" });
    about.append(who, text, this.#controls);
    this.element.append(this.#vote, about);
  }

  /**
   * @param {Question} question
   * @param {Look} look
   */
  show({ state, votes }, { wanted, guest, keeps }) {
    this.element.dataset.state = state;
    this.#mark.hidden = state !== "now";
    this.#number.textContent = String(votes);
    this.#vote.disabled = guest;
    this.#vote.setAttribute("aria-pressed", String(wanted));
    this.#vote.setAttribute("aria-label", fill(this.words.textVote, { name: this.name, n: votes }));
    this.#offer(keeps ? state : "");
  }

  /** @param {"open" | "now" | ""} state of a question to decide about, or nothing to decide */
  #offer(state) {
    if (this.#offered === state) return;
    this.#offered = state;
    const { textAnswer, textDone, textBack } = this.words;
    const offers = { open: [["now", textAnswer], ["done", textDone]], now: [["done", textDone], ["open", textBack]], "": [] }[state];
    const buttons = offers.map(([action, text]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "small-button", textContent: text ?? "" });
      button.dataset.action = action ?? "";
      return button;
    });
    this.#controls.replaceChildren(...buttons);
    this.#controls.hidden = offers.length === 0;
  }
}
