// @ts-check
import { duration } from "./duration.js";
import { unknownRoom } from "./room-state.js";
import { fill } from "./words.js";

/**
 * What is around everything that belongs to one room, live or played again: its state, and an
 * event on this element for each change of it, `room:` and the kind of the `News`, with the news
 * as its detail. `data-why-*` say in words why something was refused (`{wait}` is a time).
 */
export class RoomElement extends HTMLElement {
  room = unknownRoom();

  /** @returns {import("./room-socket.js").Status} */
  get status() {
    return "connecting";
  }

  /**
   * Why something was refused, in words.
   * @param {string} why
   * @param {number} [wait] seconds
   */
  words(why, wait) {
    const name = `why${why.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase())}`;
    return fill(this.dataset[name] ?? this.dataset.whyElse, { wait: duration(Math.max(1, Math.ceil(wait ?? 1))) });
  }

  /**
   * @param {string} kind
   * @param {object} detail
   */
  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(`room:${kind}`, { detail }));
  }
}

/**
 * The room that `element` is in, live or played again.
 * @param {Element} element
 */
export function roomAround(element) {
  const room = element.closest("vitrine-room, vitrine-replay-room");
  return room instanceof RoomElement ? room : null;
}
