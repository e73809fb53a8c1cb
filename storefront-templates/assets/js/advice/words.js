// @ts-check
// What advice says, in the page's language: the page carries it in `template#advice-words`.
import { counted, fill } from "../words.js";

/** @type {Map<string, string> | undefined} */
let words;

function all() {
  if (words) return words;
  words = new Map();
  const template = document.getElementById("advice-words");
  if (!(template instanceof HTMLTemplateElement)) return words;
  for (const one of template.content.querySelectorAll("[data-key]")) words.set(one.getAttribute("data-key") ?? "", one.textContent ?? "");
  return words;
}

/**
 * The words of `key` with its `{places}` filled in. With a number `n` among the values, the form that
 * the language has for that number is taken where there is one: `waiting` has `waiting-one` beside it.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const other = all().get(key) ?? key;
  if (typeof values.n !== "number") return fill(other, values);
  return fill(counted(all().get(`${key}-one`), other, values.n), values);
}

/**
 * Why something was refused.
 * @param {{ slug?: string, problem?: any }} answer
 */
export function why({ slug = "", problem }) {
  return all().get(`why-${slug}-${problem?.field}`) ?? all().get(`why-${slug}`) ?? say("why-else");
}
