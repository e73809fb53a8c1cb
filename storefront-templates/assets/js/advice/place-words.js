// @ts-check
import { clock, dayTime } from "./clock-words.js";
import { rangeWords } from "./estimate.js";
import { say } from "./words.js";

/** Whether one keeps a place without being there. @param {import("./api.js").Ticket} ticket */
export const isAway = ({ calls_back, comes_at }) => calls_back || comes_at !== null;

/** Whether one is away and was called. @param {import("./api.js").Ticket} ticket */
export const isCalled = (ticket) => isAway(ticket) && ticket.called_at !== null;

/**
 * Where one stands, in words: the place in line, and that it rings.
 * @param {import("./api.js").Ticket} ticket one that waits
 */
export function placeWords(ticket) {
  const { position, ringing, comes_at, calls_back } = ticket;
  if (isCalled(ticket)) return say("called");
  if (comes_at) return say("away-comes", { time: dayTime(comes_at) });
  if (calls_back) return say("away-back");
  if (ringing) return say("ringing");
  if (position === 1) return say("next");
  return say("place", { n: position ?? 1 });
}

/**
 * The same with how long it takes.
 * @param {import("./api.js").Ticket} ticket
 */
export function placeAndTime(ticket) {
  if (isCalled(ticket) && ticket.leaves_at) return `${placeWords(ticket)} ${say("called-until", { time: clock(ticket.leaves_at) })}`;
  return ticket.ringing || isAway(ticket) ? placeWords(ticket) : `${placeWords(ticket)} ${rangeWords(ticket.estimate)}`;
}
