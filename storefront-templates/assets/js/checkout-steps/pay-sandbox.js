// @ts-check
import { make } from "../element.js";
import { icon } from "../icon.js";
import { say, sayOr } from "../shop-words.js";

/** The sandbox's cards, and the key of what each does. @type {Record<string, string>} */
const DOES = {
  "4242424242424242": "card-succeeds",
  "4000000000000002": "card-declined",
  "4000000000009995": "card-no-funds",
  "4000002500003155": "card-challenge",
  "4000000000000077": "card-late",
  "4000000000000341": "card-late-declined",
};

/** The card chosen last: a step that is drawn again has it. */
let last = "";

/**
 * Test cards to tap, and no doubt that they are that.
 * @param {import("../shop-shapes.js").Checkout["provider"]} provider
 * @param {string | null} failed the card that was refused a moment ago, as people know it
 * @returns {import("./pay.js").Method}
 */
export function sandboxMethod(provider, failed) {
  const numbers = provider.cards?.map(({ number }) => number) ?? Object.keys(DOES);
  const usable = numbers.filter((number) => !failed?.endsWith(number.slice(-4)));
  if (!usable.includes(last)) last = "";
  const proposed = last || usable[0];
  const cards = numbers.map((number) => {
    const choose = () => (last = number);
    const input = make("input", { type: "radio", name: "card", value: number, checked: number === proposed, "data-focus": number, change: choose });
    return make("label.test-card", {}, input, icon("card"), make("span.test-card-words", {}, make("span.test-card-number", {}, `•••• ${number.slice(-4)}`), make("span.muted", {}, sayOr(DOES[number] ?? "", "card-test"))));
  });
  const view = make("fieldset.sandbox", {}, make("legend.sandbox-label", {}, say("sandbox")), make("p.hint", {}, say("sandbox-why")), make("div.test-cards", {}, ...cards));
  return {
    view,
    method: () => {
      const chosen = view.querySelector("input:checked");
      return chosen instanceof HTMLInputElement ? { sent: { card: chosen.value }, name: `•••• ${chosen.value.slice(-4)}` } : null;
    },
  };
}
