// @ts-check
import { setQuestion } from "./moderation.js";
import { QuestionView } from "./question-view.js";
import { roomOf } from "./room.js";
import { toast } from "./toast.js";

/** The order follows the votes this often, so that nothing jumps away under a finger. */
const ORDER_MS = 1500;

/**
 * The open questions, most wanted first, each with its votes; for those who keep the room also
 * with what to do about them.
 *
 * Inside: `[data-part=list]`; `[data-part=question-count]` anywhere in the room has their number.
 * Its words are those of `QuestionView`.
 */
class VitrineQuestions extends HTMLElement {
  /** Votes on their way, by question. @type {Map<number, boolean>} */
  #voting = new Map();
  /** @type {Map<number, QuestionView>} */
  #views = new Map();
  /** @type {number | undefined} */
  #ordering;
  #leaving = new AbortController();

  connectedCallback() {
    const room = roomOf(this);
    if (!room) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    room.addEventListener("room:reset", () => this.#rebuild(), { signal });
    for (const name of ["questions", "may"]) room.addEventListener(`room:${name}`, () => this.#show(), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.#rebuild();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#ordering);
  }

  #rebuild() {
    this.#views.clear();
    this.querySelector("[data-part=list]")?.replaceChildren();
    this.#show();
    this.#sort();
  }

  #show() {
    const room = roomOf(this);
    const list = this.querySelector("[data-part=list]");
    if (!room || !list) return;
    const { questions, you, may } = room.room;
    const known = new Set(questions.map(({ question }) => question));
    for (const [seq, view] of this.#views) {
      if (known.has(seq)) continue;
      view.element.remove();
      this.#views.delete(seq);
    }
    for (const one of questions) {
      const wanted = this.#voting.get(one.question) ?? one.mine;
      const look = { wanted, guest: you === null, keeps: may.moderate, you: you?.handle ?? null };
      let view = this.#views.get(one.question);
      if (!view) {
        view = new QuestionView(one, look, this.dataset);
        this.#views.set(one.question, view);
        list.append(view.element);
      }
      view.show(one, look);
    }
    this.toggleAttribute("data-empty", questions.length === 0);
    for (const count of room.querySelectorAll("[data-part=question-count]")) count.textContent = questions.length > 0 ? String(questions.length) : "";
    this.#ordering ??= setTimeout(() => {
      this.#ordering = undefined;
      if (!this.matches(":active") && !(this.matches(":hover") && matchMedia("(pointer: fine)").matches)) this.#sort();
    }, ORDER_MS);
  }

  /** Puts the list in order: what is on screen, then what is most wanted. */
  #sort() {
    const list = this.querySelector("[data-part=list]");
    const questions = roomOf(this)?.room.questions ?? [];
    const ordered = [...questions.filter(({ state }) => state === "now"), ...questions.filter(({ state }) => state !== "now")];
    const focused = document.activeElement instanceof HTMLElement && this.contains(document.activeElement) ? document.activeElement : null;
    ordered.forEach(({ question }, at) => {
      const element = this.#views.get(question)?.element;
      if (element && list && list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
    });
    // What is moved loses the focus.
    if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
  }

  /** @param {Event} event */
  async #click(event) {
    const button = event.target instanceof Element ? event.target.closest("button[data-action]") : null;
    const seq = Number(button?.closest("li")?.dataset.seq);
    const room = roomOf(this);
    if (!(button instanceof HTMLButtonElement) || !seq || !room) return;
    const { action } = button.dataset;
    if (action === "vote") return this.#vote(seq);
    button.disabled = true;
    const problem = await setQuestion(room, seq, /** @type {"now" | "done" | "open"} */ (action));
    if (problem) toast(problem);
    button.disabled = false;
  }

  /** @param {number} seq */
  async #vote(seq) {
    const room = roomOf(this);
    const question = room?.room.questions.find((one) => one.question === seq);
    if (!room || !question || this.#voting.has(seq)) return;
    const up = !question.mine;
    this.#voting.set(seq, up);
    this.#show();
    const answer = await room.vote(seq, up);
    this.#voting.delete(seq);
    if (!answer.done) toast(room.words(answer.why, answer.wait_s));
    this.#show();
  }
}

customElements.define("vitrine-questions", VitrineQuestions);
