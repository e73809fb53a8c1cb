// @ts-check
// Why the server refused something, in the page's language: the page carries the words in
// `template#refusals`, by the problem's slug (RFC 9457, the last part of `type`) and its field.
import { toast } from "./toast.js";

/** @typedef {Extract<import("./json-api.js").Answer, { ok: false }>} Refused */

/** @type {Map<string, string> | undefined} */
let words;

function all() {
  if (words) return words;
  words = new Map();
  const template = document.getElementById("refusals");
  if (!(template instanceof HTMLTemplateElement)) return words;
  for (const one of template.content.querySelectorAll("[data-key]")) words.set(one.getAttribute("data-key") ?? "", one.textContent ?? "");
  return words;
}

/**
 * The words for a refusal, and the language of those that are the server's own. What went wrong at
 * the server, or says nothing, is the page's `data-text-problem`.
 * @param {Refused} answer
 * @param {DOMStringMap} page its `data-text-offline` and `data-text-problem`
 * @param {string} [about] `voucher`, `offer` and the like, where one field's words differ
 * @returns {{ text: string, lang: string }} `lang` is empty for the page's own language
 */
export function refusal({ slug, status, detail, problem }, page, about = "") {
  if (slug === "offline") return { text: page.textOffline ?? "", lang: "" };
  const named = problem?.field ? `${slug}-${problem.field}` : slug;
  const known = all().get(`${about}-${named}`) ?? all().get(named) ?? all().get(slug.endsWith("not-found") ? "gone" : slug);
  if (known) return { text: known, lang: "" };
  if (status >= 500 || !detail) return { text: page.textProblem ?? "", lang: "" };
  return { text: detail, lang: document.documentElement.lang === "en" ? "" : "en" };
}

/**
 * Says it for a moment, which is too short for another language.
 * @param {Refused} answer
 * @param {DOMStringMap} page
 * @param {string} [about]
 */
export function tellRefusal(answer, page, about) {
  const { text, lang } = refusal(answer, page, about);
  toast(lang ? (page.textProblem ?? "") : text);
}
