// @ts-check
// The parts of a client's card that are only read.
import { make } from "../element.js";
import { amount } from "../money.js";
import { say } from "./client-words.js";

/** @typedef {import("./client-view.js").Card} Card */

/**
 * A moment, as the page's other times are written.
 * @param {string} iso
 * @param {"day" | "day-time"} style
 */
export function when(iso, style) {
  return make("vitrine-time", { "data-style": style }, make("time", { datetime: iso }, iso.slice(0, 10)));
}

/** @param {import("./client-view.js").Bought} bought */
export function boughtView({ number, placed_at, state, total, lines }) {
  const goods = lines.map(({ name, options, quantity }) => [quantity > 1 ? `${quantity} × ${name}` : name, ...options].join(", "));
  return make("li", {}, make("span.client-line", {}, make("strong", {}, say("order", { number })), make("span.client-amount", {}, amount(total))), make("span", {}, goods.join(" · ")), make("span.muted", {}, when(placed_at, "day"), state === "refunded" && ` · ${say("given-back")}`));
}

/** @param {import("./client-view.js").Talk} talk */
export function talkView({ advisor, started_at, length_s, products }) {
  const length = length_s === null ? say("talk-now") : say("talk-length", { n: Math.max(1, Math.round(length_s / 60)) });
  return make("li", {}, make("span.client-line", {}, make("strong", {}, say("talk-with", { name: advisor || say("someone") })), make("span.muted", {}, length)), products.length > 0 && make("span", {}, products.join(" · ")), make("span.muted", {}, when(started_at, "day-time")));
}

/** @param {{ by: string, at: string }} look */
export function lookView({ by, at }) {
  return make("li", {}, say("seen-by", { name: by || say("someone") }), " ", make("span.muted", {}, when(at, "day-time")));
}

/** Since when there is leave for what. @param {Card} card */
export function leaveView({ consents }) {
  const given = consents ? /** @type {const} */ (["history", "sizes", "notes", "any_time"]).filter((part) => consents[part]) : [];
  return make("ul.client-given", {}, ...given.map((part) => make("li", {}, say(`part-${part}`), " ", make("span.muted", {}, when(/** @type {any} */ (consents)[part], "day")))));
}
