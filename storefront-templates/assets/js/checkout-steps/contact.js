// @ts-check
import { make } from "../element.js";
import { say, why } from "../shop-words.js";
import { onceAtATime } from "./press.js";

/**
 * Where the receipt goes.
 * @param {import("../checkout.js").Desk} desk
 */
export function contactStep({ checkout, edit, next }) {
  const field = /** @type {HTMLInputElement} */ (make("input", { id: "email", type: "email", name: "email", autocomplete: "email", required: true, inputmode: "email", enterkeyhint: "next", "data-start": true, value: checkout.email ?? "" }));
  const note = make("p.field-error", { role: "alert", hidden: true });
  const press = /** @type {HTMLButtonElement} */ (make("button.button.button-accent.button-wide", { type: "submit" }, say("go-on")));
  const submit = onceAtATime(press, async () => {
    const answer = await edit({ email: field.value.trim() });
    if (answer.ok) return next();
    note.hidden = false;
    note.textContent = answer.status === 422 ? say("email-wrong") : why(answer);
    field.setAttribute("aria-invalid", "true");
    field.focus();
  });
  return make(
    "form.step",
    { submit, novalidate: true },
    make("div.step-body", {}, make("div.field", {}, make("label", { for: "email" }, say("email")), field, make("p.hint", {}, say("email-why")), note)),
    make("div.sheet-acts", {}, press),
  );
}
