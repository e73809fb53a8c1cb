// @ts-check
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import * as api from "./shop-api.js";
import { say, sayOr } from "./shop-words.js";

/** How often the place in line is asked for while it is looked at. */
const LOOK_MS = 8000;

/**
 * The line for something that is sold out: joining it, one's place in it, leaving it. When a unit comes
 * back it is set aside for the first: `vitrine:checkout` (`{ holds }`) goes on with it.
 */
export class VitrineWaitingLine extends HTMLElement {
  #shop = "";
  #variant = "";
  /** @type {string | null} */
  #show = null;
  /** @type {number | undefined} */
  #timer;
  #words = make("p.line-words", { role: "status" });

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  /**
   * @param {{ shop: string, variant: string, show: string | null }} what
   */
  about({ shop, variant, show }) {
    this.#shop = shop;
    this.#variant = variant;
    this.#show = show;
    this.replaceChildren(this.#words, make("p.row"));
    this.#words.textContent = say("line-ask");
    this.#offer(button("button.button-accent.button-wide", () => this.#join(), icon("people"), say("line-join")));
    this.#look();
  }

  /** @param {HTMLElement} act */
  #offer(act) {
    this.querySelector(".row")?.replaceChildren(act);
  }

  async #look() {
    clearTimeout(this.#timer);
    const answer = await api.line(this.#shop, this.#variant);
    if (answer.ok && this.isConnected) this.#stand(answer.data);
  }

  async #join() {
    const answer = await api.joinLine(this.#shop, this.#variant, 1, this.#show);
    if (answer.ok) this.#stand(answer.data);
    else this.#words.textContent = sayOr(`why-${answer.slug}`, "why-else");
  }

  async #leave() {
    clearTimeout(this.#timer);
    await api.leaveLine(this.#shop, this.#variant);
    this.about({ shop: this.#shop, variant: this.#variant, show: this.#show });
  }

  /** @param {{ position: number | null, state: string, hold?: string | { id: string } | null } | null} place */
  #stand(place) {
    clearTimeout(this.#timer);
    const hold = typeof place?.hold === "string" ? place.hold : place?.hold?.id;
    if (hold && place?.state !== "done") {
      this.#words.textContent = say("offered");
      return this.#offer(button("button.button-accent.button-wide", () => this.#take(hold), say("offered-take")));
    }
    if (!place?.position) return;
    this.#words.textContent = say("line-place", { place: ordinal(place.position), n: place.position });
    this.#offer(button("button.button-quiet", () => this.#leave(), say("line-leave")));
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
  }

  /** @param {string} hold */
  #take(hold) {
    this.dispatchEvent(new CustomEvent("vitrine:checkout", { bubbles: true, detail: { holds: [hold] } }));
  }
}

/**
 * `3rd`, `3.º`.
 * @param {number} n
 */
function ordinal(n) {
  const form = new Intl.PluralRules(document.documentElement.lang, { type: "ordinal" }).select(n);
  return sayOr(`ordinal-${form}`, "ordinal-other").replace("{n}", String(n));
}

customElements.define("vitrine-waiting-line", VitrineWaitingLine);
