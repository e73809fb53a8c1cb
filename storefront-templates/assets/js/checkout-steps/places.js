// @ts-check
import { button, make } from "../element.js";
import { say } from "../shop-words.js";

/** @typedef {"contact" | "address" | "shipping" | "pay"} StepName */

/** The steps to an order, and what each of them brings. @type {StepName[]} */
export const STEPS = ["contact", "address", "shipping", "pay"];
export const NEEDS = { contact: "email", address: "address", shipping: "shipping", pay: "" };

/**
 * Where one is on the way, and the way back to what is done.
 * @param {StepName} now
 * @param {import("../shop-shapes.js").Checkout} checkout
 * @param {(step: StepName) => void} go
 */
export function placesView(now, checkout, go) {
  return STEPS.map((step) => {
    const done = step !== now && step !== "pay" && !checkout.missing.includes(/** @type {"email"} */ (NEEDS[step]));
    const name = say(`step-${step}`);
    return make("li", step === now ? { "aria-current": "step" } : done ? { "data-done": true } : {}, done ? button("step-name", () => go(step), name) : make("span.step-name", {}, name));
  });
}
