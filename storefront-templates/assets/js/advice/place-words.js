// @ts-check
import { rangeWords } from "./estimate.js";
import { say } from "./words.js";

/**
 * Where one stands, in words: the place in line, and that it rings.
 * @param {import("./api.js").Ticket} ticket one that waits
 */
export function placeWords({ position, ringing }) {
  if (ringing) return say("ringing");
  if (position === 1) return say("next");
  return say("place", { n: position ?? 1 });
}

/**
 * The same with how long it takes.
 * @param {import("./api.js").Ticket} ticket
 */
export function placeAndTime(ticket) {
  return ticket.ringing ? placeWords(ticket) : `${placeWords(ticket)} ${rangeWords(ticket.estimate)}`;
}
