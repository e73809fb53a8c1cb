// @ts-check
import { countryName } from "../country.js";
import { button, make } from "../element.js";
import * as api from "../shop-api.js";
import { say, why } from "../shop-words.js";
import { toast } from "../toast.js";
import { onceAtATime } from "./press.js";

/** @typedef {import("../shop-shapes.js").Address} Address */

/** Name, autocomplete (HTML, section 4.10.18.7.1), whether it may be left out, how wide it is. @type {[keyof Address, string, boolean, string][]} */
const FIELDS = [
  ["name", "name", false, ""],
  ["line1", "address-line1", false, ""],
  ["line2", "address-line2", true, ""],
  ["postal_code", "postal-code", false, "short"],
  ["city", "address-level2", false, "long"],
  ["region", "address-level1", true, ""],
  ["phone", "tel", true, ""],
];

/**
 * Where it goes: one of the saved ones, or another.
 * @param {import("../checkout.js").Desk} desk
 */
export function addressStep(desk) {
  const view = make("div.step-place");
  const saved = desk.account ? readSaved() : Promise.resolve([]);
  view.append(addressForm(desk, saved));
  let isTyped = false;
  view.addEventListener("input", () => (isTyped = true), { once: true });
  saved.then((list) => {
    const usable = list.filter(({ country }) => desk.checkout.countries.includes(country));
    // Who has begun to write goes on. Where the focus is says nothing: the step has put it there.
    if (usable.length === 0 || isTyped || !view.isConnected) return;
    const focus = view.contains(document.activeElement);
    view.replaceChildren(savedAddresses(desk, usable, () => other(desk, saved, view)));
    if (focus) view.querySelector("button")?.focus({ preventScroll: true });
  });
  return view;
}

/** The addresses the account has kept. @returns {Promise<Address[]>} */
async function readSaved() {
  const answer = await api.addresses();
  const list = answer.ok ? (answer.data.addresses ?? answer.data.items ?? answer.data) : [];
  return Array.isArray(list) ? list : [];
}

/**
 * None of the saved ones.
 * @param {import("../checkout.js").Desk} desk
 * @param {Promise<Address[]>} saved
 * @param {HTMLElement} view
 */
function other(desk, saved, view) {
  view.replaceChildren(addressForm(desk, saved, true));
  view.querySelector("input")?.focus({ preventScroll: true });
}

/**
 * @param {import("../checkout.js").Desk} desk
 * @param {Address[]} list
 * @param {() => void} another asks for another one
 */
function savedAddresses(desk, list, another) {
  const choose = async (/** @type {Address} */ one) => {
    const answer = await desk.edit({ address: plainAddress(one) });
    if (answer.ok) desk.next();
    else toast(why(answer));
  };
  const cards = list.map((one) => button("address-card", () => choose(one), make("strong", {}, one.name), make("span", {}, oneLine(one))));
  return make("div.step", {}, make("div.step-body", {}, ...cards, button("button.button-quiet", another, say("address-other"))));
}

/**
 * Keeps an address for the next time, once.
 * @param {Address} address
 * @param {Promise<Address[]>} saved
 */
async function keepAddress(address, saved) {
  const print = (/** @type {Address} */ one) => JSON.stringify(plainAddress(one));
  const known = await saved;
  if (!known.some((one) => print(one) === print(address))) api.saveAddress(address);
}

/** A saved address, as a checkout has it. @param {Address} saved @returns {Address} */
export function plainAddress({ name, line1, line2, postal_code, city, region, country, phone }) {
  return { name, line1, line2: line2 ?? "", postal_code, city, region: region ?? "", country, phone: phone ?? "" };
}

/**
 * An address as one line of text.
 * @param {Address} address
 */
export function oneLine({ line1, line2, postal_code: code, city, country }) {
  return [line1, line2, `${code} ${city}`.trim(), countryName(country)].filter(Boolean).join(", ");
}

/**
 * @param {import("../checkout.js").Desk} desk
 * @param {Promise<Address[]>} saved
 * @param {boolean} [fresh] not the one that was given before
 */
function addressForm({ checkout, account, edit, next }, saved, fresh = false) {
  const known = fresh ? null : checkout.address;
  const note = make("p.field-error", { role: "alert", hidden: true });
  const press = /** @type {HTMLButtonElement} */ (make("button.button.button-accent.button-wide", { type: "submit" }, say("go-on")));
  const fields = FIELDS.map(([name, autocomplete, optional, width]) => {
    const input = make("input", { id: `address-${name}`, name, autocomplete: `shipping ${autocomplete}`, required: !optional, value: known?.[name] ?? "", maxlength: 120, enterkeyhint: "next", type: name === "phone" ? "tel" : "text", "data-start": name === "name" });
    return make("div.field", { "data-width": width || null }, make("label", { for: `address-${name}` }, say(`address-${name.replace("_", "-")}`), optional ? make("span.optional", {}, ` ${say("optional")}`) : null), input);
  });
  const countries = [...checkout.countries].sort((a, b) => countryName(a).localeCompare(countryName(b), document.documentElement.lang));
  const chosen = known?.country ?? countries.find((code) => navigator.language.endsWith(`-${code}`)) ?? checkout.countries[0];
  const country = make("select", { id: "address-country", name: "country", autocomplete: "shipping country" }, ...countries.map((code) => make("option", { value: code, selected: code === chosen }, countryName(code))));
  const keep = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", checked: true }));
  const submit = onceAtATime(press, async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const empty = [...form.querySelectorAll("input")].find((input) => input.required && !input.value.trim());
    mark(form, empty?.name);
    if (empty) return complain(note, say("address-missing"), empty);
    const data = new FormData(form);
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
    const address = /** @type {Address} */ (Object.fromEntries([...FIELDS.map(([name]) => name), "country"].map((name) => [name, text(name)])));
    const answer = await edit({ address });
    if (answer.ok) {
      if (account && keep.checked) keepAddress(address, saved);
      return next();
    }
    const at = String(answer.problem?.field ?? "").split(".").pop();
    mark(form, at);
    complain(note, answer.status === 422 ? say("address-wrong") : why(answer), form.querySelector(`[name="${CSS.escape(at ?? "")}"]`));
  });
  return make(
    "form.step",
    { submit, novalidate: true },
    make("div.step-body.address-fields", {}, ...fields.slice(0, 6), make("div.field", {}, make("label", { for: "address-country" }, say("address-country")), country), fields[6], account ? make("label.check", {}, keep, make("span", {}, say("address-keep"))) : null, note),
    make("div.sheet-acts", {}, press),
  );
}

/** @param {HTMLFormElement} form @param {string | undefined} name */
function mark(form, name) {
  for (const input of form.querySelectorAll("input, select")) {
    if (input.getAttribute("name") === name) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

/** @param {HTMLElement} note @param {string} words @param {Element | null | undefined} field */
function complain(note, words, field) {
  note.hidden = false;
  note.textContent = words;
  if (field instanceof HTMLElement) field.focus();
}
