// @ts-check
import { make } from "../element.js";
import { openOutcomes } from "./after-api.js";
import { clock } from "./clock-words.js";

/** Looked at anew as often, and when the page is looked at again. */
const EVERY_MS = 30_000;

/**
 * The talks of an advisor in the last 24 hours of which nothing is noted yet. Without any it is not there.
 *
 * `shop`: its slug. `data-title`, `data-text`, `data-someone`: its words.
 */
class VitrineOpenOutcomes extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  /** What stands there: drawn only where that is another. */
  #print = "";
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    this.hidden = true;
    addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#look(), { signal: this.#leaving.signal });
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
    this.#look();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearInterval(this.#timer);
  }

  async #look() {
    const answer = await openOutcomes(this.getAttribute("shop") ?? "");
    if (this.#leaving.signal.aborted || !answer.ok) return;
    /** @type {import("./after-api.js").Open[]} */
    const open = answer.data;
    this.hidden = open.length === 0;
    const print = JSON.stringify(open);
    if (print === this.#print) return;
    this.#print = print;
    const lines = open.map(({ session, name, ended_at }) =>
      make("li", {}, make("a", { href: `/advice/sessions/${encodeURIComponent(session)}` }, make("strong", {}, name || (this.dataset.someone ?? "")), make("time.muted", { datetime: ended_at }, clock(ended_at)))),
    );
    this.replaceChildren(make("h2", {}, this.dataset.title ?? ""), make("p.muted", {}, this.dataset.text ?? ""), make("ul.open-outcomes", {}, ...lines));
  }
}

customElements.define("vitrine-open-outcomes", VitrineOpenOutcomes);
