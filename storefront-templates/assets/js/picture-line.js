// @ts-check
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import { fill } from "./words.js";

/** Characters that say what a picture shows. */
const MOST_WORDS = 200;

/**
 * One of a product's pictures, as it stands in their list: to be put in another place, taken away,
 * and given words for those who don't see it.
 */
export class PictureLine {
  /** As the server told it last. */
  #alt = "";
  /** On its way to the server. @type {string | null} */
  #sent = null;
  #acts;

  /**
   * @param {string} url
   * @param {DOMStringMap} words of the list
   * @param {{ move: (by: number) => void, remove: () => void, describe: (alt: string) => void }} acts
   */
  constructor(url, words, acts) {
    this.words = words;
    this.#acts = acts;
    this.earlier = button("picture-act", () => acts.move(-1), icon("back"));
    this.later = button("picture-act", () => acts.move(1), icon("forward"));
    this.gone = button("picture-act", () => acts.remove(), icon("trash"));
    this.first = make("span.picture-first", {}, words.textFirst);
    this.field = /** @type {HTMLInputElement} */ (make("input.picture-alt", { maxlength: MOST_WORDS, placeholder: words.textAlt }));
    for (const name of ["change", "blur"]) this.field.addEventListener(name, () => this.describe());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      // The form around it is another matter.
      event.preventDefault();
      this.describe();
    });
    const frame = make("div.picture-frame", {}, make("img", { src: url, alt: "" }), this.first, make("span.picture-acts", {}, this.earlier, this.gone, this.later));
    this.element = make("li", {}, frame, this.field);
  }

  /** Sends its words, where the server has others. */
  describe() {
    const alt = this.field.value.trim();
    if (alt === (this.#sent ?? this.#alt)) return;
    this.#sent = alt;
    this.#acts.describe(alt);
  }

  /** Whether the server has its words. */
  get isKept() {
    return this.field.value.trim() === this.#alt;
  }

  /**
   * @param {string} alt
   * @param {number} at its place, from 0
   * @param {number} count of all pictures
   */
  show(alt, at, count) {
    // What was typed and is not saved is not lost.
    if (this.isKept) this.field.value = alt;
    this.#alt = alt;
    this.#sent = null;
    this.first.hidden = at > 0;
    this.earlier.disabled = at === 0;
    this.later.disabled = at === count - 1;
    const names = { earlier: this.words.textEarlier, later: this.words.textLater, gone: this.words.textRemove, field: this.words.textAltOf };
    for (const [name, text] of Object.entries(names)) this[/** @type {keyof typeof names} */ (name)].setAttribute("aria-label", fill(text, { n: at + 1 }));
  }

  /**
   * Gives the focus back to what had it before the lines were put in order.
   * @param {HTMLElement} held
   */
  static focus(held) {
    const other = held.matches(":disabled") ? held.parentElement?.querySelector("button:enabled") : held;
    if (other instanceof HTMLElement && other !== document.activeElement) other.focus();
  }
}
