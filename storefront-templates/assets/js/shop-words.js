// @ts-check
// What shopping says, in the page's language: the page carries it in `template#shop-words`.
import { fill } from "./words.js";

/** @type {Map<string, string> | undefined} */
let words;

function all() {
  if (words) return words;
  words = new Map();
  const template = document.getElementById("shop-words");
  if (!(template instanceof HTMLTemplateElement)) return words;
  for (const one of template.content.querySelectorAll("[data-key]")) words.set(one.getAttribute("data-key") ?? "", one.textContent ?? "");
  return words;
}

/**
 * The words of `key` with its `{places}` filled in. With `n` among the values, the form that the
 * language has for that number is taken where there is one: `left` has `left-one` beside it.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const form = typeof values.n === "number" ? new Intl.PluralRules(document.documentElement.lang).select(values.n) : "other";
  return fill(all().get(`${key}-${form}`) ?? all().get(key) ?? key, values);
}

/**
 * The words of `key`, or of `other` where there are none.
 * @param {string} key
 * @param {string} other
 */
export function sayOr(key, other) {
  return all().get(key) ?? say(other);
}

/**
 * Why something was refused: by what it is and the field it is about, else by what it is alone.
 * @param {{ slug?: string, problem?: any }} answer
 */
export function why({ slug = "", problem }) {
  return all().get(`why-${slug}-${problem?.field}`) ?? sayOr(`why-${slug}`, "why-else");
}
