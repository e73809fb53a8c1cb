// @ts-check
import { make, write } from "../element.js";
import { dayTime } from "./clock-words.js";
import { say } from "./words.js";

/** A time to come is as far ahead at least: one is called so long before it. */
const AHEAD_MS = 120_000;
/** What is proposed: in about an hour, at a full quarter. */
const PROPOSED_MS = 3_600_000;
const QUARTER_MS = 900_000;

/**
 * How one waits: here, until one is called back, or until a time of one's own clock.
 * @typedef {object} Wish
 * @property {boolean} [calls_back]
 * @property {string} [comes_at] a moment
 * @property {string} [mail]
 */

/**
 * The fields that ask for it. `read` gives what was chosen, and null while the time is missing.
 * @param {object} how
 * @param {boolean} how.canWait now, here or called back
 * @param {boolean} how.canStay it may be that nothing changes
 * @param {boolean} how.canCome the shop says when it is open
 * @param {boolean} how.hasAccount mail goes to its address
 * @param {Date | null} how.from not sooner than that
 * @returns {{ view: HTMLElement, read: () => Wish | null }}
 */
export function awayChoice({ canWait, canStay, canCome, hasAccount, from }) {
  const time = /** @type {HTMLInputElement} */ (make("input", { type: "time", id: "advice-comes", name: "comes", value: wallClock(proposed(from)) }));
  const meant = make("p.hint", { role: "status" });
  const mail = /** @type {HTMLInputElement} */ (make("input", { type: "email", id: "advice-mail", name: "mail", maxlength: 254, autocomplete: "email" }));
  const choices = [canWait && canStay && choice("here", say("stay-here")), canWait && choice("back", say("call-back"), say("call-back-hint")), canCome && choice("at", say("come-at"), say("come-at-hint"))].filter((one) => one !== false);
  const first = choices[0]?.querySelector("input");
  if (first) first.checked = true;
  const when = make("div.field", {}, make("label", { for: "advice-comes" }, say("come-time")), time, meant);
  const where = hasAccount ? make("p.hint", {}, say("mail-own")) : make("div.field", {}, make("label", { for: "advice-mail" }, say("mail"), " ", make("span.optional", {}, say("optional"))), mail, make("p.hint", {}, say("mail-hint")));
  const view = make("fieldset.advice-away", { change: () => show(), input: () => show() }, make("legend", {}, say("how-wait")), make("div.choices", {}, ...choices), when, where);
  const chosen = () => /** @type {HTMLInputElement | null} */ (view.querySelector("input[name=away]:checked"))?.value ?? "here";

  function show() {
    when.hidden = chosen() !== "at";
    where.hidden = chosen() === "here";
    const at = nextAt(time.value);
    write(meant, at ? dayTime(at) : "");
  }

  show();
  return {
    view,
    read() {
      const how = chosen();
      if (how === "here") return {};
      const address = mail.value.trim();
      const letter = hasAccount || !address ? {} : { mail: address };
      if (how === "back") return { calls_back: true, ...letter };
      const at = nextAt(time.value);
      if (!at) time.focus();
      return at && { comes_at: at.toISOString(), ...letter };
    },
  };
}

/**
 * @param {string} value
 * @param {string} title
 * @param {string} [hint]
 */
function choice(value, title, hint) {
  return make("label.choice", {}, make("input", { type: "radio", name: "away", value }), make("span", {}, make("strong", {}, title), hint && make("span.hint", {}, hint)));
}

/**
 * The next moment at which the clock of whoever chooses shows that time, today or tomorrow. What the clocks
 * skip is an hour later then, as it is shown beside the field.
 * @param {string} text `17:30`
 * @returns {Date | null}
 */
export function nextAt(text) {
  const [hours, minutes] = text.split(":").map(Number);
  if (!Number.isInteger(hours) || !Number.isInteger(minutes)) return null;
  const at = new Date();
  at.setHours(hours, minutes, 0, 0);
  if (at.getTime() < Date.now() + AHEAD_MS) {
    at.setDate(at.getDate() + 1);
    at.setHours(hours, minutes, 0, 0);
  }
  return at;
}

/** @param {Date | null} from */
function proposed(from) {
  const soonest = Math.max(Date.now() + PROPOSED_MS, from?.getTime() ?? 0);
  return new Date(Math.ceil(soonest / QUARTER_MS) * QUARTER_MS);
}

/** @param {Date} at */
function wallClock(at) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}
