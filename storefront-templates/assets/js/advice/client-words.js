// @ts-check
// What a client's card says, in the page's language: the page carries it in `template#client-words`.
import { fill } from "../words.js";

/** @type {Map<string, string> | undefined} */
let words;

function all() {
  if (words) return words;
  words = new Map();
  const template = document.getElementById("client-words");
  if (!(template instanceof HTMLTemplateElement)) return words;
  for (const one of template.content.querySelectorAll("[data-key]")) words.set(one.getAttribute("data-key") ?? "", one.textContent ?? "");
  return words;
}

/**
 * The words of `key` with its `{places}` filled in.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  return fill(all().get(key) ?? key, values);
}

/**
 * Why something was refused.
 * @param {{ slug?: string, problem?: any }} answer
 */
export function why({ slug = "", problem }) {
  return all().get(`why-${slug}-${problem?.field}`) ?? all().get(`why-${slug}`) ?? say("why-else");
}
