// @ts-check
import { button, make } from "../element.js";
import { icon } from "../icon.js";
import { say, sayOr } from "../shop-words.js";
import { VitrineWaitingLine } from "../waiting-line.js";

/**
 * While the server decides who gets it.
 * @param {import("../shop-shapes.js").Product | null} product
 */
export function settingAsideStep(product) {
  const picture = product?.pictures[0];
  return make("div.step.step-middle", {}, picture ? make("img.step-picture", { src: picture.url, alt: "" }) : icon("shop"), make("p", { role: "status" }, say("setting-aside")), make("span.waiting-dots", { "aria-hidden": "true" }, make("i"), make("i"), make("i")));
}

/**
 * It could not be set aside. What is sold out has a line to wait in.
 * @param {{ answer: import("../json-api.js").Answer, shop: string, show: string | null, variant: string | null, again: (() => void) | null }} refusal
 */
export function refusedStep({ answer, shop, show, variant, again }) {
  const available = answer.ok ? 0 : Number(answer.problem?.available ?? 0);
  const soldOut = answer.ok || answer.slug === "sold-out";
  const title = !soldOut ? sayOr(answer.ok ? "" : `why-${answer.slug}`, "why-else") : available > 0 ? say("only-left", { n: available }) : say("too-late");
  const view = make("div.step.step-middle", {}, icon(soldOut ? "people" : "warn"), make("div", { role: "alert" }, make("h3", {}, title), soldOut && available === 0 ? make("p.muted", {}, say("too-late-next")) : null));
  if (soldOut && variant && available === 0) {
    const line = new VitrineWaitingLine();
    view.append(line);
    line.about({ shop, variant, show });
  }
  if (again) view.append(button("button.button-accent", again, say("again")));
  return view;
}

/**
 * Nothing is set aside any more.
 * @param {() => void} again
 */
export function expiredStep(again) {
  return make("div.step.step-middle", {}, icon("hourglass"), make("div", { role: "alert" }, make("h3", {}, say("hold-over")), make("p.muted", {}, say("hold-over-next"))), button("button.button-accent", again, say("hold-again")));
}
