// @ts-check
import { make } from "../element.js";
import { icon } from "../icon.js";
import { say } from "../shop-words.js";

/** The bank has not said yes or no. */
export function thinkingStep() {
  return make(
    "div.step.step-middle",
    { "data-step": "thinking" },
    make("span.waiting-dots", { "aria-hidden": "true" }, make("i"), make("i"), make("i")),
    make("div", { role: "status" }, make("h3", {}, say("bank-thinking")), make("p.muted", {}, say("bank-thinking-next"))),
    make("p.muted.step-long", {}, say("bank-long")),
  );
}

/**
 * The bank wants to know who pays. Its page opens beside this one, so that the picture goes on; this
 * step goes on by itself once it is done there.
 * @param {string} url
 */
export function challengeStep(url) {
  return make(
    "div.step.step-middle",
    { "data-step": "challenge" },
    icon("shield"),
    make("div", { role: "status" }, make("h3", {}, say("challenge")), make("p.muted", {}, say("challenge-next"))),
    make("a.button.button-accent", { href: url, target: "vitrine-bank", rel: "opener", "data-start": true }, say("challenge-go")),
    make("p.muted.step-long", {}, say("challenge-long")),
  );
}
