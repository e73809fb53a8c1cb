// @ts-check
import { button, make } from "../element.js";
import { icon } from "../icon.js";
import { say, why } from "../shop-words.js";
import { VitrineWaitingLine } from "../waiting-line.js";

/** @typedef {import("../shop-shapes.js").Refused} Refused */

/**
 * While the server decides who gets it.
 * @param {import("../shop-shapes.js").Product | null} product
 */
export function settingAsideStep(product) {
  const picture = product?.pictures[0];
  return make("div.step.step-middle", {}, picture ? make("img.step-picture", { src: picture.url, alt: "" }) : icon("shop"), make("p", { role: "status" }, say("setting-aside")), make("span.waiting-dots", { "aria-hidden": "true" }, make("i"), make("i"), make("i")));
}

/**
 * It could not be set aside. What there is less of than was asked for can be had as far as it goes
 * (`take`), what is sold out has a line to wait in.
 * @param {object} refusal
 * @param {import("../json-api.js").Answer} refusal.answer
 * @param {string} refusal.shop
 * @param {string | null} refusal.show
 * @param {string | null} refusal.variant the only one asked for
 * @param {((lines: { variant: string, quantity: number }[]) => void) | null} refusal.take
 * @param {(() => void) | null} refusal.again
 */
export function refusedStep({ answer, shop, show, variant, take, again }) {
  if (!answer.ok && answer.slug !== "sold-out") {
    const retry = again && button("button.button-accent", again, say("again"));
    return make("div.step.step-middle", {}, icon("warn"), make("div", { role: "alert" }, make("h3", {}, why(answer))), retry);
  }
  /** @type {Refused[]} */
  const refused = (answer.ok ? answer.data.refused : answer.problem?.refused) ?? [];
  const some = refused.filter(({ available }) => available > 0);
  const [first] = some;
  const title = !first ? say("too-late") : refused.length === 1 ? say("only-left", { n: first.available }) : say("less-left");
  const next = refused.length > 1 ? refused.map(({ name, available }) => (available > 0 ? say("left-of", { name, n: available }) : say("none-of", { name }))) : first ? [] : [say("too-late-next")];
  const view = make("div.step.step-middle", {}, icon("people"), make("div", { role: "alert" }, make("h3", {}, title), ...next.map((words) => make("p.muted", {}, words))));
  if (take && first) {
    const lines = some.map(({ variant, available }) => ({ variant, quantity: available }));
    view.append(button("button.button-accent", () => take(lines), refused.length === 1 ? say("take-left", { n: first.available }) : say("take-rest")));
  } else if (variant) {
    const line = new VitrineWaitingLine();
    view.append(line);
    line.about({ shop, variant, show });
  }
  return view;
}

/**
 * Nothing is set aside any more.
 * @param {() => void} again
 */
export function expiredStep(again) {
  return make("div.step.step-middle", {}, icon("hourglass"), make("div", { role: "alert" }, make("h3", {}, say("hold-over")), make("p.muted", {}, say("hold-over-next"))), button("button.button-accent", again, say("hold-again")));
}

/** The bank said yes after it was sold to others: what was paid goes back. */
export function givenBackStep() {
  return make("div.step.step-middle", {}, icon("refund"), make("div", { role: "alert" }, make("h3", {}, say("given-back")), make("p.muted", {}, say("given-back-next"))));
}
