// @ts-check
import { write } from "../element.js";
import { refusal } from "../refusal.js";
import { rate } from "./after-api.js";

/**
 * What a shopper thinks of a talk: one touch on a star is a rating, the line beside it comes on top.
 *
 * `session`: its id. Inside: a form with the radios `stars` and the field `line`, and
 * `[data-part=note]` with `data-text` for what is said once it is kept. `data-rated` once it was.
 */
class VitrineRating extends HTMLElement {
  #leaving = new AbortController();
  /** One after the other: the last one counts. */
  #kept = Promise.resolve();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.addEventListener("change", (event) => event.target instanceof HTMLInputElement && event.target.name === "stars" && this.#keep(), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    this.#keep();
  }

  #keep() {
    this.#kept = this.#kept.then(() => this.#send());
  }

  async #send() {
    const form = this.querySelector("form");
    if (!form) return;
    const fields = new FormData(form);
    const stars = Number(fields.get("stars") ?? 0);
    if (stars === 0) return;
    const answer = await rate(this.getAttribute("session") ?? "", { stars, line: String(fields.get("line") ?? "") });
    const note = this.querySelector("[data-part=note]");
    if (!(note instanceof HTMLElement)) return;
    note.toggleAttribute("data-bad", !answer.ok);
    if (answer.ok) this.dataset.rated = "";
    write(note, answer.ok ? (note.dataset.text ?? "") : refusal(answer, this.dataset).text);
  }
}

customElements.define("vitrine-rating", VitrineRating);
