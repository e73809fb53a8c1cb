// @ts-check
import { make, write } from "../element.js";
import { ask } from "../json-api.js";
import { refusal } from "../refusal.js";
import { fill } from "../words.js";

/**
 * Puts the basket of a talk back, and says what is not to be had any more.
 *
 * `url`: the call that does it. Inside: a button, `[data-part=note]`, `[data-part=missing]` for a list,
 * `[data-part=see]`, which leads to the basket. Words: `data-text-done`, `-partly`, `-none`, `-gone`,
 * `-sold-out`, `-left`, `-problem`, `-offline`.
 */
class VitrineSummaryBasket extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => this.#put());
  }

  async #put() {
    const button = this.querySelector("button");
    button?.toggleAttribute("disabled", true);
    const answer = await ask("POST", this.getAttribute("url") ?? "", {});
    button?.toggleAttribute("disabled", false);
    if (!answer.ok) return this.#say(refusal(answer, this.dataset).text);
    /** @type {import("./after-api.js").Missing[]} */
    const missing = answer.data.missing;
    const isAny = answer.data.basket.lines.length > 0;
    this.#say((missing.length === 0 ? this.dataset.textDone : isAny ? this.dataset.textPartly : this.dataset.textNone) ?? "");
    const list = this.querySelector("[data-part=missing]");
    list?.replaceChildren(...missing.map((one) => make("li", {}, make("strong", {}, [one.name, ...one.options].join(" · ")), " ", make("span.muted", {}, this.#why(one)))));
    list?.toggleAttribute("hidden", missing.length === 0);
    this.querySelector("[data-part=see]")?.toggleAttribute("hidden", !isAny);
  }

  /** @param {import("./after-api.js").Missing} missing */
  #why({ why, left }) {
    if (why === "gone") return this.dataset.textGone ?? "";
    return why === "sold_out" ? (this.dataset.textSoldOut ?? "") : fill(this.dataset.textLeft, { n: left });
  }

  /** @param {string} text */
  #say(text) {
    const note = this.querySelector("[data-part=note]");
    if (note) write(note, text);
  }
}

customElements.define("vitrine-summary-basket", VitrineSummaryBasket);
