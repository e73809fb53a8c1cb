// @ts-check
import { faceView } from "./face.js";
import { icon } from "./icon.js";
import { pieces } from "./message-text.js";
import { fill } from "./words.js";

/** @typedef {import("./room-state.js").Message} Message */
/** @typedef {{ you: string | null, words: DOMStringMap, menu: boolean }} Look `words` has `textHost`, `textStaff`, `textModerator`, `textQuestion`, `textMore` */

/**
 * A message as an element of a list. Whatever people typed becomes text and never markup.
 * @param {Message} message
 * @param {Look} look
 */
export function messageView(message, { you, words, menu }) {
  const { from } = message;
  const item = document.createElement("li");
  item.className = "message";
  if (message.seq !== undefined) item.dataset.seq = String(message.seq);
  if (from.handle === you) item.dataset.own = "";
  if (you && message.mentions?.some(({ handle }) => handle === you)) item.dataset.forYou = "";
  if (message.t === "asked") item.dataset.asked = "";
  const line = document.createElement("p");
  line.className = "message-line";
  line.append(nameView(from, words));
  if (message.t === "asked") line.append(badge("question", words.textQuestion ?? ""));
  line.append(" ", textView(message, you));
  item.append(faceView(from), line);
  if (menu && message.seq !== undefined) item.append(menuButton(from.name, words.textMore ?? ""));
  return item;
}

/**
 * @param {import("./room-state.js").Face} from
 * @param {DOMStringMap} words
 */
function nameView(from, words) {
  const name = document.createElement("strong");
  name.className = "message-name";
  const shown = Object.assign(document.createElement("bdi"), { textContent: from.name });
  shown.title = `@${from.handle}`;
  name.append(shown);
  const says = from.badge && { host: words.textHost, staff: words.textStaff, moderator: words.textModerator }[from.badge];
  if (from.badge && says) name.append(badge(from.badge, says));
  return name;
}

/**
 * @param {string} kind
 * @param {string} text
 */
function badge(kind, text) {
  const view = Object.assign(document.createElement("span"), { className: "message-badge", textContent: text });
  view.dataset.badge = kind;
  return view;
}

/**
 * The words of a message, with its links and mentions.
 * @param {Message} message
 * @param {string | null} you
 */
export function textView(message, you) {
  const view = document.createElement("span");
  view.className = "message-text";
  view.dir = "auto";
  for (const piece of pieces(message.text, message.links, message.mentions)) {
    if (piece.href) view.append(linkView(piece.text, piece.href, piece.host ?? ""));
    else if (piece.handle) view.append(mentionView(piece.text, piece.handle === you));
    else view.append(piece.text);
  }
  return view;
}

/**
 * A link that says where it really leads.
 * @param {string} text
 * @param {string} href
 * @param {string} host
 */
function linkView(text, href, host) {
  const link = document.createElement("a");
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener nofollow ugc";
  link.append(text, Object.assign(document.createElement("span"), { className: "message-host", textContent: host }));
  return link;
}

/**
 * @param {string} text
 * @param {boolean} own
 */
function mentionView(text, own) {
  const view = Object.assign(document.createElement("span"), { className: "message-mention", textContent: text });
  if (own) view.dataset.own = "";
  return view;
}

/**
 * @param {string} name
 * @param {string} words with `{name}`
 */
function menuButton(name, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "message-more";
  button.dataset.action = "message-menu";
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-label", fill(words, { name }));
  button.append(icon("more"));
  return button;
}
