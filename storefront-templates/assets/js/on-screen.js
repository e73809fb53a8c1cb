// @ts-check
import { faceView } from "./face.js";
import { textView } from "./message-view.js";
import { roomAround } from "./room-element.js";

/** @typedef {import("./room-state.js").Message} Message */

/** The question that is being answered, over the picture: `[data-part=who]` and `[data-part=what]`. */
export class VitrineOnScreen extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    const room = roomAround(this);
    if (!room) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    for (const name of ["reset", "questions"]) room.addEventListener(`room:${name}`, () => this.#look(), { signal });
    this.#look();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  #look() {
    const room = roomAround(this)?.room;
    this.show(room?.questions.find(({ state }) => state === "now")?.event ?? null);
  }

  /** @param {Message | null} question */
  show(question) {
    const seq = question ? String(question.seq) : "";
    if ((this.dataset.seq ?? "") === seq) return;
    this.dataset.seq = seq;
    this.hidden = question === null;
    if (!question) return;
    const name = Object.assign(document.createElement("bdi"), { textContent: question.from.name });
    this.querySelector("[data-part=who]")?.replaceChildren(faceView(question.from), name);
    this.querySelector("[data-part=what]")?.replaceChildren(textView(question, null));
  }
}

customElements.define("vitrine-on-screen", VitrineOnScreen);
