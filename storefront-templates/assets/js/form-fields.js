// @ts-check
// What a form says, as JSON. Each named field is one member; `data-as` says what kind of value it is:
// `number`, `money` (`{ minor, currency }`), `minor` (minor units), `basis` (per cent as hundredths),
// `bool` (a checkbox), `list` (all checked boxes of a name), `words` (a list with commas), `time` (a
// local date and time), `optional` (text, or nothing). Empty fields of all but text are null.
// `[data-rows=name]` holds `[data-row]`s: a list of objects. Knows no server.
import { minorOf } from "./money.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

/** A field that makes no sense as it is. */
export class Unreadable extends Error {
  /** @param {Field} field */
  constructor(field) {
    super("a field can't be read");
    this.field = field;
  }
}

/**
 * @param {Element} within
 * @param {string} currency
 * @returns {Record<string, any>}
 */
export function readFields(within, currency) {
  /** @type {Record<string, any>} */
  const found = {};
  for (const rows of within.querySelectorAll("[data-rows]")) {
    const name = rows.getAttribute("data-rows") ?? "";
    found[name] = [...rows.querySelectorAll("[data-row]")].map((row) => readFields(row, currency));
  }
  for (const field of within.querySelectorAll("input[name], select[name], textarea[name]")) {
    if (!isField(field) || field.disabled || field.closest("[data-row]") !== (within.matches("[data-row]") ? within : null)) continue;
    if (field.dataset.as === "list") {
      found[field.name] ??= [];
      if (field instanceof HTMLInputElement && field.checked) found[field.name].push(field.value);
    } else if (field.type === "radio") {
      if (field instanceof HTMLInputElement && field.checked) found[field.name] = field.value;
    } else {
      found[field.name] = valueOf(field, currency);
    }
  }
  return found;
}

/**
 * @param {Field} field
 * @param {string} currency
 */
function valueOf(field, currency) {
  const text = field.value.trim();
  const as = field.dataset.as ?? "text";
  if (as === "bool") return field instanceof HTMLInputElement && field.checked;
  if (as === "words") return text.split(/[\s,;]+/u).filter(Boolean).map((word) => word.toUpperCase());
  if (as === "text") return field.value;
  if (text === "") return null;
  if (as === "number") return Number(text);
  if (as === "time") return new Date(text).toISOString();
  if (as === "optional") return text;
  const minor = as === "basis" ? minorOf(text, "EUR") : minorOf(text, currency);
  if (minor === null) throw new Unreadable(field);
  return as === "money" ? { minor, currency } : minor;
}

/**
 * @param {Element} element
 * @returns {element is Field}
 */
function isField(element) {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
}
