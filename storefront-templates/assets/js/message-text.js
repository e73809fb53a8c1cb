// @ts-check
// A message's text in pieces: plain, a link, somebody's handle. Knows no page.

/** @typedef {{ text: string, href?: string, host?: string, handle?: string }} Piece */

/**
 * Cuts `text` where its links and mentions are. What overlaps, lies outside or isn't a web address
 * stays plain text.
 * @param {string} text
 * @param {import("./room-state.js").Link[]} [links]
 * @param {import("./room-state.js").Mention[]} [mentions]
 * @returns {Piece[]}
 */
export function pieces(text, links = [], mentions = []) {
  const spans = [...links, ...mentions].sort((a, b) => a.start - b.start);
  /** @type {Piece[]} */
  const found = [];
  let at = 0;
  for (const span of spans) {
    if (span.start < at || span.end <= span.start || span.end > text.length) continue;
    const piece = special(text.slice(span.start, span.end), span);
    if (!piece) continue;
    if (span.start > at) found.push({ text: text.slice(at, span.start) });
    found.push(piece);
    at = span.end;
  }
  if (at < text.length || found.length === 0) found.push({ text: text.slice(at) });
  return found;
}

/**
 * @param {string} text
 * @param {{ host?: string, handle?: string }} span
 * @returns {Piece | null}
 */
function special(text, span) {
  if (span.handle !== undefined) return { text, handle: span.handle };
  const url = webAddress(text);
  return url && { text, href: url.href, host: url.host };
}

/** What an address that names no scheme is taken to have. */
const SCHEME = "https:";

/**
 * `text` as an address of the web, or null. Only `http` and `https` are: any other scheme could run
 * something.
 * @param {string} text
 */
function webAddress(text) {
  const full = /^https?:\/\//iu.test(text) ? text : `${SCHEME}//${text}`;
  const url = URL.canParse(full) ? new URL(full) : null;
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url : null;
}

/** @type {Intl.Segmenter | undefined} */
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : undefined;

/**
 * How many characters a reader sees in `text` (grapheme clusters, Unicode UAX 29).
 * @param {string} text
 */
export function graphemes(text) {
  return segmenter ? [...segmenter.segment(text)].length : [...text].length;
}
