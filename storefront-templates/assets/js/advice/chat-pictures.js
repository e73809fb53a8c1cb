// @ts-check
// Pictures that the two of a session send each other: on their way, in the chat, and large.
import { button, make, write } from "../element.js";
import { icon } from "../icon.js";
import { ask, refused } from "../json-api.js";
import { say } from "./words.js";

/** The largest the server takes. */
const BYTES_MAX = 8 * 1024 * 1024;
const KINDS = ["image/jpeg", "image/png", "image/webp"];
/** As long as the server waits for the largest over a poor line, and no longer. */
const PATIENCE_MS = 300_000;

/** @param {string} session */
const picturesOf = (session) => `/api/v1/advice/sessions/${encodeURIComponent(session)}/pictures`;

/** @param {string} session @param {string} picture its id */
export const pictureAt = (session, picture) => `${picturesOf(session)}/${encodeURIComponent(picture)}`;

/** Shows the other one a picture that was sent, large. @param {string} session @param {string} picture @param {string} key */
export const showLarge = (session, picture, key) => ask("POST", `${pictureAt(session, picture)}/large`, { key });

/** Why a picture can't be sent. @param {{ slug: string }} answer */
function whyNot({ slug }) {
  if (slug === "not-a-picture") return say("pictures-type");
  if (slug === "picture-too-large" || slug === "too-large") return say("pictures-size");
  if (slug === "pictures-full" || slug === "talk-full") return say("pictures-full");
  return say("pictures-failed");
}

/**
 * Sends `file`, and tells how far it is.
 * @param {string} url
 * @param {File} file
 * @param {(share: number) => void} progress from 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<import("../json-api.js").Answer>}
 */
function upload(url, file, progress, signal) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fail = () => resolve(refused(0, null));
    request.open("POST", url);
    request.timeout = PATIENCE_MS;
    request.setRequestHeader("content-type", file.type);
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    for (const end of ["error", "timeout", "abort"]) request.addEventListener(end, fail);
    request.addEventListener("load", () => {
      const data = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve({ ok: true, status: request.status, data });
      else resolve(refused(request.status, data));
    });
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A picture on its way: seen small at once, with how far it is; what fails can be sent again under the same key. */
export class PictureOnItsWay {
  key = crypto.randomUUID();
  #address;
  #note = make("span.call-picture-note");
  #bar = make("progress.call-picture-bar", { max: 1, value: 0, "aria-label": say("pictures-own") });
  #again = button("button.button-quiet", () => this.#send(), say("pictures-again"));
  #drop = button("bare-button", () => this.remove(), icon("close"));
  #leaving = new AbortController();

  /**
   * @param {string} session
   * @param {File} file
   */
  constructor(session, file) {
    this.session = session;
    this.file = file;
    this.#address = URL.createObjectURL(file);
    this.#drop.setAttribute("aria-label", say("pictures-drop"));
    this.#drop.title = say("pictures-drop");
    this.view = make("li.call-message.call-picture", { "data-own": true, "data-sending": true }, make("img", { src: this.#address, alt: say("pictures-own") }), this.#bar, this.#note, make("span.call-picture-acts", {}, this.#again, this.#drop));
    this.#send();
  }

  /** It stands, or is not wanted any more. */
  remove() {
    this.#leaving.abort();
    URL.revokeObjectURL(this.#address);
    this.view.remove();
  }

  async #send() {
    this.#fails("");
    if (!KINDS.includes(this.file.type)) return this.#fails(say("pictures-type"), false);
    if (this.file.size > BYTES_MAX) return this.#fails(say("pictures-size"), false);
    const url = `${picturesOf(this.session)}?key=${encodeURIComponent(this.key)}`;
    const answer = await upload(url, this.file, (share) => this.#goes(share), this.#leaving.signal);
    if (answer.ok || this.#leaving.signal.aborted) return;
    const isHopeless = answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429;
    this.#fails(whyNot(answer), !isHopeless);
  }

  /** @param {number} share */
  #goes(share) {
    this.#bar.setAttribute("value", String(share));
    write(this.#note, say("pictures-going", { percent: Math.round(share * 100) }));
  }

  /** @param {string} words none while it goes @param {boolean} [canAgain] */
  #fails(words, canAgain = true) {
    // Each step of the way would be read out in the log; that it failed is to be.
    this.#note.setAttribute("role", words ? "alert" : "none");
    this.#note.setAttribute("aria-live", words ? "assertive" : "off");
    write(this.#note, words || say("pictures-going", { percent: 0 }));
    this.view.toggleAttribute("data-failed", words !== "");
    this.#bar.hidden = words !== "";
    this.#again.hidden = words === "" || !canAgain;
    this.#drop.hidden = words === "";
  }
}

/** Where one was before a picture was large. @type {HTMLElement | null} */
let before = null;

/**
 * Shows a picture large on the stage of the talk, beside whoever is seen there.
 * @param {string} url
 * @param {string} alt
 * @param {boolean} isAsked one has pressed for it: whoever else is writing goes on writing
 */
export function enlarge(url, alt, isAsked) {
  const call = document.querySelector("vitrine-advice-call");
  const stage = call?.querySelector(".call-stage");
  if (!call || !stage) return;
  const last = stage.querySelector(".call-large");
  const { activeElement: focus } = document;
  const wasWithin = last?.contains(focus) ?? false;
  if (!wasWithin) before = isAsked && focus instanceof HTMLElement ? focus : null;
  last?.remove();
  const end = () => {
    const isWithin = figure.contains(document.activeElement);
    figure.remove();
    call.removeAttribute("data-large");
    const next = before?.isConnected ? before : document.querySelector(".call-log");
    if (isWithin && next instanceof HTMLElement) next.focus({ preventScroll: true });
  };
  const shut = button("glass-button.call-large-close", end, icon("close"));
  shut.setAttribute("aria-label", say("pictures-close"));
  shut.title = say("pictures-close");
  const figure = make("figure.call-large", { keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && end() }, make("img", { src: url, alt }), shut);
  call.toggleAttribute("data-large", true);
  stage.append(figure);
  if (isAsked || wasWithin) shut.focus({ preventScroll: true });
}
