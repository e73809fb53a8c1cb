// @ts-check
// What happened in a room while a show was live, by its place in the replay. Read in pieces of a
// minute, kept as long as they are near (live-protocol.md, "The replay").

/** @typedef {{ offset_ms: number, event: any }} Moment */
/** @typedef {{ offset_ms: number, n: number, hues: number[] }} Hearts */
/** `pinned` is the message on top, and `window` the goods on the picture, where the piece begins. @typedef {{ pinned: any, window: any, events: Moment[], hearts: Hearts[] }} Piece */

export const PIECE_MS = 60_000;
/** Pieces kept. */
const KEPT = 30;
/** Answers that make up one piece, at most. */
const ANSWERS = 20;
const PATIENCE_MS = 8000;
const AGAIN_MS = 4000;

/** Reads a timeline and keeps what was read. */
export class Timeline {
  /** @type {Map<number, Piece>} */
  #pieces = new Map();
  /** When each missing piece may be asked for again, by the page's clock. @type {Map<number, number>} */
  #asked = new Map();
  #gone = false;

  /**
   * @param {string} url
   * @param {() => void} loaded is called when a piece has come
   */
  constructor(url, loaded) {
    this.url = url;
    this.loaded = loaded;
  }

  /**
   * The piece that `ms` lies in, or undefined while it isn't here; it is asked for then.
   * @param {number} ms
   */
  piece(ms) {
    const number = Math.floor(Math.max(0, ms) / PIECE_MS);
    const piece = this.#pieces.get(number);
    if (!piece) this.#load(number);
    return piece;
  }

  /**
   * What happened after `from` and up to `to`, as far as it is here.
   * @param {number} from milliseconds
   * @param {number} to milliseconds
   * @returns {{ events: Moment[], hearts: Hearts[] }}
   */
  between(from, to) {
    /** @type {{ events: Moment[], hearts: Hearts[] }} */
    const found = { events: [], hearts: [] };
    for (let at = Math.floor(Math.max(0, from) / PIECE_MS); at * PIECE_MS <= to; at += 1) {
      const piece = this.#pieces.get(at);
      const within = (/** @type {{ offset_ms: number }} */ { offset_ms: ms }) => ms > from && ms <= to;
      found.events.push(...(piece?.events.filter(within) ?? []));
      found.hearts.push(...(piece?.hearts.filter(within) ?? []));
    }
    return found;
  }

  /** @param {number} number */
  async #load(number) {
    const now = performance.now();
    if (this.#gone || now < (this.#asked.get(number) ?? 0)) return;
    this.#asked.set(number, now + PATIENCE_MS + AGAIN_MS);
    const piece = await this.#read(number * PIECE_MS, (number + 1) * PIECE_MS).catch(() => null);
    if (!piece) return void this.#asked.set(number, performance.now() + AGAIN_MS);
    this.#asked.delete(number);
    this.#pieces.set(number, piece);
    const farthest = [...this.#pieces.keys()].sort((a, b) => Math.abs(b - number) - Math.abs(a - number));
    for (const far of farthest.slice(0, Math.max(0, this.#pieces.size - KEPT))) this.#pieces.delete(far);
    this.loaded();
  }

  /**
   * @param {number} from
   * @param {number} to
   * @returns {Promise<Piece | null>}
   */
  async #read(from, to) {
    /** @type {Piece} */
    const piece = { pinned: null, window: null, events: [], hearts: [] };
    let at = from;
    for (let n = 0; n < ANSWERS && at < to; n += 1) {
      const response = await fetch(`${this.url}?from_ms=${at}&to_ms=${to}`, {
        headers: { accept: "application/json" },
        credentials: "same-origin",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      this.#gone = response.status === 410 || response.status === 404;
      if (!response.ok) return null;
      const answer = await response.json();
      if (at === from) {
        piece.pinned = answer.pinned ?? null;
        piece.window = answer.window ?? null;
      }
      piece.events.push(...answer.events);
      piece.hearts.push(...answer.hearts);
      if (answer.until_ms <= at) break;
      at = answer.until_ms;
    }
    return piece;
  }
}
