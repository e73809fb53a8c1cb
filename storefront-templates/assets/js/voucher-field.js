// @ts-check
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import { say, sayOr, why } from "./shop-words.js";

/** @typedef {import("./shop-shapes.js").Voucher} Voucher */

/**
 * Where a voucher's code is given, or the one that was, with what is wrong with it.
 * @param {Voucher} voucher
 * @param {(code: string | null) => Promise<import("./json-api.js").Answer>} set
 */
export function voucherField(voucher, set) {
  const note = make("p.voucher-note", { role: "status" });
  const send = async (/** @type {string | null} */ code) => {
    const answer = await set(code);
    if (!answer.ok) note.textContent = answer.status === 422 ? say("voucher-unknown") : why(answer);
  };
  if (voucher) {
    const words = voucher.problem ? make("span.voucher-problem", {}, sayOr(`voucher-${voucher.problem}`, "voucher-unknown")) : null;
    const away = button("bare-button", () => send(null), icon("close"));
    away.setAttribute("aria-label", say("voucher-away", { code: voucher.code }));
    away.dataset.focus = "voucher";
    return make("div.voucher", {}, icon("tag"), make("span.voucher-words", {}, make("strong", {}, voucher.code), words), away);
  }
  const field = /** @type {HTMLInputElement} */ (make("input", { type: "text", "aria-label": say("voucher-code"), placeholder: say("voucher-code"), autocomplete: "off", autocapitalize: "characters", maxlength: 40, enterkeyhint: "done", "data-focus": "voucher" }));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (field.value.trim()) send(field.value.trim());
  };
  const form = make("form.with-button", { submit }, field, make("button.button.button-quiet", { type: "submit" }, say("voucher-use")));
  return make("details.voucher-ask", {}, make("summary", {}, icon("tag"), say("voucher-ask")), form, note);
}
