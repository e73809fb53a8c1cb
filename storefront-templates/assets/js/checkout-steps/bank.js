// @ts-check
import { button, make } from "../element.js";
import { icon } from "../icon.js";
import { say } from "../shop-words.js";
import { onceAtATime } from "./press.js";

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
 * step goes on by itself once it is done there. Who can't prove it now pays in another way, or leaves.
 * @param {{ url: string, another: () => void, letGo: () => Promise<unknown> }} ways
 */
export function challengeStep({ url, another, letGo }) {
  const leave = button("button.button-quiet", (event) => left(event), say("let-go"));
  const left = onceAtATime(leave, letGo);
  return make(
    "div.step.step-middle",
    { "data-step": "challenge", "data-url": url },
    icon("shield"),
    make("div", { role: "status" }, make("h3", {}, say("challenge")), make("p.muted", {}, say("challenge-next"))),
    make("a.button.button-accent", { href: url, target: "vitrine-bank", rel: "opener", "data-start": true }, say("challenge-go")),
    make("div.row.row-centre", {}, button("button.button-quiet", another, say("challenge-another")), leave),
    make("p.muted.step-long", {}, say("challenge-long")),
  );
}
