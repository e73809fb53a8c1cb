// @ts-check
// A room as one client holds it: a function from what the server says to what there is.
// The messages are those of `platform/docs/live-protocol.md`. Knows neither sockets nor the page.

/** @typedef {{ handle: string, name: string, avatar: string | null, badge?: "host" | "staff" | "moderator", hue: number }} Face */
/** @typedef {{ start: number, end: number, host: string }} Link */
/** @typedef {{ start: number, end: number, handle: string }} Mention */
/** `seq` is absent in what is for this visitor alone. @typedef {{ t: "said" | "asked", seq?: number, at: string, from: Face, text: string, links?: Link[], mentions?: Mention[] }} Message */
/** @typedef {{ question: number, votes: number, state: "open" | "now", mine: boolean, event: Message }} Question */
/** @typedef {{ write: boolean, moderate: boolean, why_not: string | null }} May */
/** @typedef {{ writers: "all" | "followers" | "followed", slow_s: number }} Rules */
/** What is for sale on the picture. @typedef {{ pins: import("./shop-shapes.js").Product[], voucher: Promo | null, free_from: import("./money.js").Money | null }} Goods */
/** A voucher on the picture: `percent` and `amount` are of its `kind` alone. @typedef {{ code: string, kind: "amount" | "percent" | "shipping", percent: number | null, amount: import("./money.js").Money | null }} Promo */
/** Somebody bought something. @typedef {{ who: string | null, what: string, product: string, units: number }} Sale */

/**
 * @typedef {object} Room
 * @property {string | null} epoch names the run of sequence numbers
 * @property {number} seq of the last event
 * @property {number} upTo the event that what was missed ends with
 * @property {Face | null} you
 * @property {May} may
 * @property {"live" | "paused"} state
 * @property {Rules} rules
 * @property {Message | null} pinned
 * @property {Message[]} messages the oldest first
 * @property {Question[]} questions open ones, most wanted first
 * @property {{ watching: number, hearts: number }} counts
 * @property {Goods} goods
 * @property {Record<string, { left: number, version: number }>} stock of variants, as it was told last
 */

/**
 * What changed, in the order it did.
 * @typedef {{ kind: "reset" } | { kind: "caught-up" } | { kind: "message", message: Message }
 *   | { kind: "deleted", messages: number[] } | { kind: "questions" } | { kind: "pinned" } | { kind: "rules" }
 *   | { kind: "state" } | { kind: "may" } | { kind: "counts", added: number, hues: number[] } | { kind: "held" } | { kind: "gap" }
 *   | { kind: "goods", fresh: string[] } | { kind: "stock", variants: string[] } | { kind: "sold", sale: Sale }
 *   | { kind: "basket", shop: string } | { kind: "offered", shop: string, variant: string, hold: string }
 *   | { kind: "checkout", id: string } | { kind: "order", number: number, total: import("./money.js").Money, who: string | null }} News
 */

/** How many messages, and how many open questions, are kept. */
export const KEPT = 200;

/** @returns {Room} */
export function unknownRoom() {
  return {
    epoch: null,
    seq: 0,
    upTo: 0,
    you: null,
    may: { write: false, moderate: false, why_not: null },
    state: "live",
    rules: { writers: "all", slow_s: 0 },
    pinned: null,
    messages: [],
    questions: [],
    counts: { watching: 0, hearts: 0 },
    goods: { pins: [], voucher: null, free_from: null },
    stock: {},
  };
}

/**
 * The room after `message`, and what changed. What is not known, or was had before, changes nothing.
 * @param {Room} room
 * @param {any} message
 * @returns {{ room: Room, news: News[] }}
 */
export function receive(room, message) {
  switch (message.t) {
    case "welcome":
      return welcome(room, message);
    case "resync":
      return resync(room, message);
    case "counts":
      return counts(room, message);
    case "votes":
      return { room: { ...room, questions: counted(room.questions, message.votes) }, news: [{ kind: "questions" }] };
    case "may":
      return { room: { ...room, may: message.may }, news: [{ kind: "may" }] };
    case "held":
      return { room, news: [{ kind: "held" }] };
    case "stock":
      return stock(room, message.variants ?? []);
    case "sold":
      return { room, news: [{ kind: "sold", sale: message }] };
    case "basket":
    case "offered":
    case "checkout":
    case "order":
      return { room, news: [{ ...message, kind: message.t }] };
    default:
      if (!Object.hasOwn(EVENTS, message.t)) return { room, news: [] };
      return typeof message.seq === "number" ? numbered(room, message) : alone(room, message);
  }
}

/**
 * @param {Room} room
 * @param {any} message
 * @returns {{ room: Room, news: News[] }}
 */
function welcome(room, message) {
  const known = { ...room, epoch: message.epoch, you: message.you, may: message.may, upTo: message.seq };
  return { room: known, news: known.seq >= message.seq ? [{ kind: "may" }, { kind: "caught-up" }] : [{ kind: "may" }] };
}

/**
 * @param {Room} room
 * @param {any} message
 * @returns {{ room: Room, news: News[] }}
 */
function resync(room, message) {
  const voted = new Set(message.voted ?? room.questions.filter(({ mine }) => mine).map(({ question }) => question));
  const questions = (message.questions ?? []).slice(0, KEPT);
  const fresh = {
    ...room,
    epoch: message.epoch,
    seq: message.seq,
    upTo: message.seq,
    // Sent later than at the beginning it leaves these, and one's votes, as they were.
    you: message.you === undefined ? room.you : message.you,
    may: message.may ?? room.may,
    state: message.state ?? "live",
    rules: message.rules ?? room.rules,
    pinned: message.pinned ?? null,
    messages: (message.history ?? []).slice(-KEPT),
    questions: questions.map((/** @type {Question} */ one) => ({ ...one, mine: voted.has(one.question) })),
    counts: { watching: message.counts?.watching ?? 0, hearts: message.counts?.hearts ?? 0 },
    ...shown(room, message.window ?? {}),
  };
  return { room: fresh, news: [{ kind: "reset" }, { kind: "caught-up" }] };
}

/**
 * @param {Room} room
 * @param {any} message
 * @returns {{ room: Room, news: News[] }}
 */
function counts(room, message) {
  const now = { watching: message.watching ?? room.counts.watching, hearts: message.hearts ?? room.counts.hearts };
  return { room: { ...room, counts: now }, news: [{ kind: "counts", added: message.new ?? 0, hues: message.hues ?? [] }] };
}

/**
 * An event: taken once and in order.
 * @param {Room} room
 * @param {any} event
 * @returns {{ room: Room, news: News[] }}
 */
function numbered(room, event) {
  if (event.seq <= room.seq) return { room, news: [] };
  // A gap before is told, and the event is left for when the gap is closed.
  if (event.seq > room.seq + 1) return { room, news: [{ kind: "gap" }] };
  const { room: after, news } = EVENTS[event.t](room, event);
  const done = event.seq === room.upTo ? [/** @type {News} */ ({ kind: "caught-up" })] : [];
  return { room: { ...after, seq: event.seq }, news: [...news, ...done] };
}

/**
 * An event for this visitor alone: shown, and not counted.
 * @param {Room} room
 * @param {any} event
 * @returns {{ room: Room, news: News[] }}
 */
function alone(room, event) {
  if (event.t !== "said" && event.t !== "asked") return { room, news: [] };
  return EVENTS.said(room, event);
}

/** @type {Record<string, (room: Room, event: any) => { room: Room, news: News[] }>} */
const EVENTS = {
  said: (room, event) => (event.withdrawn ? { room, news: [] } : said(room, event)),
  asked: (room, event) => (event.withdrawn ? { room, news: [] } : asked(room, event)),
  answered: (room, event) => ({
    room: { ...room, questions: answered(room, event) },
    news: [{ kind: "questions" }],
  }),
  deleted: (room, event) => deleted(room, event.messages),
  pinned: (room, event) => ({ room: { ...room, pinned: event.message }, news: [{ kind: "pinned" }] }),
  rules: (room, event) => ({ room: { ...room, rules: event.rules }, news: [{ kind: "rules" }] }),
  state: (room, event) => ({ room: { ...room, state: event.state }, news: [{ kind: "state" }] }),
  pins: (room, event) => pins(room, event),
};

/**
 * What is on the picture from now on.
 * @param {Room} room
 * @param {any} event
 * @returns {{ room: Room, news: News[] }}
 */
function pins(room, event) {
  const known = new Set(room.goods.pins.map(({ id }) => id));
  const after = { ...room, ...shown(room, event) };
  const fresh = after.goods.pins.map(({ id }) => id).filter((id) => !known.has(id));
  return { room: after, news: [{ kind: "goods", fresh }] };
}

/**
 * A window of goods, and the stock it tells of.
 * @param {Room} room
 * @param {any} window
 * @returns {Pick<Room, "goods" | "stock">}
 */
export function shown(room, window) {
  const goods = { pins: window.pins ?? [], voucher: window.voucher ?? null, free_from: window.free_from ?? null };
  const variants = goods.pins.flatMap((/** @type {import("./shop-shapes.js").Product} */ { variants }) => variants);
  const told = variants.map((/** @type {import("./shop-shapes.js").Variant} */ { id, available, version }) => ({ variant: id, left: available, version }));
  return { goods, stock: newest(room.stock, told).stock };
}

/**
 * @param {Room} room
 * @param {{ variant: string, left: number, version: number }[]} told
 * @returns {{ room: Room, news: News[] }}
 */
function stock(room, told) {
  const { stock, changed } = newest(room.stock, told);
  return changed.length > 0 ? { room: { ...room, stock }, news: [{ kind: "stock", variants: changed }] } : { room, news: [] };
}

/**
 * Of two tellings the one with the higher version counts, whichever came first.
 * @param {Room["stock"]} known
 * @param {{ variant: string, left: number, version: number }[]} told
 */
function newest(known, told) {
  const later = told.filter(({ variant, version }) => version > (known[variant]?.version ?? -1));
  const added = Object.fromEntries(later.map(({ variant, left, version }) => [variant, { left, version }]));
  return { stock: { ...known, ...added }, changed: later.map(({ variant }) => variant) };
}

/**
 * @param {Room} room
 * @param {Message} event
 * @returns {{ room: Room, news: News[] }}
 */
function said(room, event) {
  return { room: { ...room, messages: [...room.messages.slice(1 - KEPT), event] }, news: [{ kind: "message", message: event }] };
}

/**
 * @param {Room} room
 * @param {Message & { seq: number }} event
 * @returns {{ room: Room, news: News[] }}
 */
function asked(room, event) {
  const { room: after, news } = said(room, event);
  /** @type {Question} */
  const question = { question: event.seq, votes: 0, state: "open", mine: false, event };
  return { room: { ...after, questions: [...room.questions.slice(0, KEPT - 1), question] }, news: [...news, { kind: "questions" }] };
}

/**
 * @param {Room} room
 * @param {{ question: number, state: "open" | "now" | "done" }} event
 * @returns {Question[]}
 */
function answered(room, { question, state }) {
  const others = room.questions.filter((one) => one.question !== question);
  if (state === "done") return others;
  const known = room.questions.find((one) => one.question === question) ?? again(room, question);
  if (!known) return others;
  // One question at a time is on screen.
  const rest = others.map((one) => (state === "now" && one.state === "now" ? { ...one, state: /** @type {const} */ ("open") } : one));
  return ranked([...rest, { ...known, state }]);
}

/**
 * A question that was done and is taken up once more.
 * @param {Room} room
 * @param {number} seq
 * @returns {Question | undefined}
 */
function again(room, seq) {
  const event = room.messages.find((message) => message.seq === seq);
  return event && { question: seq, votes: 0, state: "open", mine: false, event };
}

/**
 * The room after one's vote was counted, or taken back.
 * @param {Room} room
 * @param {number} question
 * @param {boolean} up
 * @returns {Room}
 */
export function voted(room, question, up) {
  return { ...room, questions: room.questions.map((one) => (one.question === question ? { ...one, mine: up } : one)) };
}

/**
 * @param {Question[]} questions
 * @param {{ question: number, votes: number }[]} votes
 */
function counted(questions, votes) {
  const now = new Map(votes.map((one) => [one.question, one.votes]));
  return ranked(questions.map((one) => ({ ...one, votes: now.get(one.question) ?? one.votes })));
}

/** @param {Question[]} questions */
function ranked(questions) {
  return questions.sort((a, b) => b.votes - a.votes || a.question - b.question);
}

/**
 * @param {Room} room
 * @param {number[]} gone
 * @returns {{ room: Room, news: News[] }}
 */
function deleted(room, gone) {
  const all = new Set(gone);
  const unpinned = room.pinned?.seq !== undefined && all.has(room.pinned.seq);
  return {
    room: {
      ...room,
      messages: room.messages.filter(({ seq }) => seq === undefined || !all.has(seq)),
      questions: room.questions.filter((one) => !all.has(one.question)),
      pinned: unpinned ? null : room.pinned,
    },
    news: [{ kind: "deleted", messages: gone }, { kind: "questions" }, ...(unpinned ? [/** @type {News} */ ({ kind: "pinned" })] : [])],
  };
}
