// @ts-check
import { button, make } from "../element.js";
import { icon } from "../icon.js";
import { say } from "../shop-words.js";

/**
 * It is theirs.
 * @param {import("../checkout.js").Desk} desk
 */
export function doneStep({ checkout, leave }) {
  const { order, email } = checkout;
  const isApart = document.querySelector("vitrine-checkout-page[data-apart]") !== null;
  const watching = document.querySelector("vitrine-player") !== null;
  return make(
    "div.step.step-middle.done",
    {},
    make("span.done-mark", { "aria-hidden": "true" }, icon("check")),
    make("div", { role: "status" }, make("h3", {}, say("done-title")), order ? make("p.done-number", {}, say("order-number", { number: order.number })) : null, make("p.muted", {}, say("done-next", { email: email ?? "" })), isApart ? make("p.muted", {}, say("done-close")) : null),
    make("ul.done-pictures", { "aria-hidden": "true" }, ...checkout.lines.slice(0, 4).map((line) => (line.picture_url ? make("li", {}, make("img", { src: line.picture_url, alt: "" })) : null))),
    make("div.row.row-centre", {}, watching ? button("button.button-accent", leave, say("back-to-show")) : null, order ? make("a.button.button-quiet", { href: order.url, target: watching ? "_blank" : null }, say("order-see")) : null),
  );
}
