// @ts-check
import { clock } from "./duration.js";
import { shortAmount } from "./price.js";
import { secondsUntil } from "./server-time.js";
import { leftOf, offerOf, priceOf } from "./show-window.js";
import { counted, fill } from "./words.js";

/** So few left are worth a colour. */
const FEW = 5;

/**
 * One line of the run of show, as it stands on the page.
 */
export class RunLine {
  /**
   * @param {HTMLTemplateElement} template
   * @param {import("./show-window.js").Card} card
   * @param {DOMStringMap} words of the run
   */
  constructor(template, card, words) {
    const line = /** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild;
    if (!(line instanceof HTMLElement)) throw new TypeError("a line's template holds one element");
    this.element = line;
    this.card = card;
    this.words = words;
    line.dataset.product = card.id;
  }

  /** @param {string} part */
  #part(part) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-part=${part}]`));
  }

  /**
   * @param {number} at its place, from 0
   * @param {boolean} pinned
   */
  show(at, pinned) {
    const { card, words, element } = this;
    const picture = element.querySelector("img");
    const url = card.pictures[0]?.url ?? "";
    if (!url) picture?.removeAttribute("src");
    else if (picture && picture.getAttribute("src") !== url) picture.src = url;
    put(this.#part("name"), card.name);
    put(this.#part("key"), at < 9 ? String(at + 1) : "");
    const { now, before, ranges } = priceOf(card);
    const price = now ? shortAmount(now) : "";
    put(this.#part("price"), ranges ? fill(words.textFrom, { price }) : price);
    put(this.#part("before"), before ? shortAmount(before) : "");
    const left = leftOf(card);
    const stock = this.#part("left");
    put(stock, left > 0 ? counted(words.textLeftOne, words.textLeft, left) : (words.textSoldOut ?? ""));
    stock.dataset.level = left === 0 ? "none" : left <= FEW ? "few" : "some";
    const names = { pin: pinned ? words.textUnpin : words.textPin, move: words.textMove, remove: words.textRemove, offer: words.textOffer };
    for (const [action, text] of Object.entries(names)) {
      const button = element.querySelector(`[data-action=${action}]`);
      const label = fill(text, { name: card.name });
      if (button && button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
      if (button instanceof HTMLElement && action !== "pin") button.title = label;
    }
    element.querySelector("[data-action=pin]")?.setAttribute("aria-pressed", String(pinned));
    element.toggleAttribute("data-pinned", pinned);
    this.tick();
  }

  /** The clock of its offer. */
  tick() {
    const offer = offerOf(this.card);
    this.#part("deal").toggleAttribute("hidden", !offer);
    this.element.toggleAttribute("data-deal", offer !== null);
    if (!offer) return;
    put(this.#part("deal-price"), shortAmount(offer.price));
    put(this.#part("deal-clock"), clock(Math.ceil(secondsUntil(offer.ends_at) ?? 0)));
    put(this.#part("deal-units"), offer.left === null ? "" : counted(this.words.textUnitsOne, this.words.textUnits, offer.left));
  }

  /**
   * Stock as the room tells it: the newest version of a variant counts.
   * @param {import("./room-state.js").Room["stock"]} stock
   */
  hear(stock) {
    let changed = false;
    for (const variant of this.card.variants) {
      const told = stock[variant.id];
      if (!told || told.version <= variant.version) continue;
      Object.assign(variant, { available: told.left, version: told.version });
      changed = true;
    }
    return changed;
  }
}

/** @param {HTMLElement} place @param {string} text */
function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
