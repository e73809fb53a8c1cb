// @ts-check
import { button, make, write } from "./element.js";
import { icon } from "./icon.js";
import { amount } from "./money.js";
import { say } from "./shop-words.js";

/** @typedef {import("./shop-shapes.js").Line} Line */

const MOST = 99;

/** One line of a basket: the same elements as long as it is in it, however its amounts change. */
export class BasketLine {
  #quantity = 0;
  #most = 0;
  #step;
  #minus = button("stepper-button", () => this.#press(-1));
  #plus = button("stepper-button", () => this.#press(1), icon("plus"));
  #now = make("span.stepper-now", { "aria-live": "polite" });
  #problem = make("span.basket-problem");
  #total = make("span");
  #each = make("span.muted");

  /**
   * @param {string} shop its slug
   * @param {Line} line
   * @param {(by: number) => void} step asks for so many more of it
   */
  constructor(shop, line, step) {
    this.#step = step;
    this.#minus.dataset.focus = `${line.variant}-minus`;
    this.#plus.dataset.focus = `${line.variant}-plus`;
    this.#plus.setAttribute("aria-label", say("one-more", { name: line.name }));
    // Beside the show, which goes on here.
    const isWatching = document.querySelector("vitrine-player") !== null;
    this.view = make(
      "li.basket-line",
      {},
      line.picture_url ? make("img", { src: line.picture_url, alt: "", loading: "lazy" }) : make("span.basket-blank", {}, icon("tag")),
      make(
        "div.basket-words",
        {},
        make("a.basket-name", { href: `/shops/${shop}/products/${line.slug}`, target: isWatching ? "_blank" : null }, line.name),
        line.options.length > 0 && make("span.muted", {}, line.options.join(" · ")),
        this.#problem,
        make("span.stepper", {}, this.#minus, this.#now, this.#plus),
      ),
      make("span.basket-price", {}, this.#total, this.#each),
    );
  }

  /**
   * @param {Line} line
   * @param {number} quantity how many are wished for by now
   */
  show(line, quantity) {
    const was = this.#quantity;
    this.#quantity = quantity;
    this.#most = Math.min(MOST, line.available);
    if (line.problem) this.view.dataset.problem = line.problem;
    else delete this.view.dataset.problem;
    write(this.#problem, line.problem ? say(`problem-${line.problem}`, { n: line.available }) : "");
    this.#problem.hidden = !line.problem;
    write(this.#now, String(quantity));
    this.#plus.hidden = line.problem === "gone";
    // Not disabled: that would take the focus away.
    this.#plus.setAttribute("aria-disabled", String(quantity >= this.#most));
    if (!this.#minus.firstChild || (was <= 1) !== (quantity <= 1)) this.#minus.replaceChildren(icon(quantity <= 1 ? "trash" : "minus"));
    this.#minus.setAttribute("aria-label", say(quantity <= 1 ? "take-out" : "one-less", { name: line.name }));
    write(this.#total, amount(line.total));
    write(this.#each, line.quantity > 1 ? say("each", { price: amount(line.unit_price) }) : "");
    this.#each.hidden = line.quantity <= 1;
  }

  /** Where one goes on when the line beside it is gone. */
  focus() {
    this.#minus.focus({ preventScroll: true });
  }

  /** @param {number} by */
  #press(by) {
    if (by < 0 ? this.#quantity > 0 : this.#quantity < this.#most) this.#step(by);
  }
}
