// @ts-check
import { make } from "../element.js";
import { amount } from "../money.js";
import { say, why } from "../shop-words.js";
import { onceAtATime } from "./press.js";

/**
 * How it goes there.
 * @param {import("../checkout.js").Desk} desk
 */
export function shippingStep({ checkout, edit, next, go }) {
  const { options, chosen } = checkout.shipping;
  if (options.length === 0) {
    const other = make("button.button.button-accent.button-wide", { type: "button", click: () => go("address") }, say("address-other"));
    return make("div.step", {}, make("div.step-body", {}, make("p", { role: "alert" }, say("shipping-none"))), make("div.sheet-acts", {}, other));
  }
  const note = make("p.field-error", { role: "alert", hidden: true });
  const press = /** @type {HTMLButtonElement} */ (make("button.button.button-accent.button-wide", { type: "submit" }, say("go-on")));
  const choices = options.map(({ id, name, price }, at) => {
    const input = make("input", { type: "radio", name: "shipping", value: id, checked: chosen ? id === chosen : at === 0 });
    return make("label.choice", {}, input, make("span.choice-words", {}, name), make("span.choice-price", {}, price.minor === 0 ? say("free") : amount(price)));
  });
  const submit = onceAtATime(press, async (event) => {
    const id = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("shipping") ?? "");
    const answer = await edit({ shipping: id });
    if (!answer.ok) {
      note.hidden = false;
      note.textContent = why(answer);
      return;
    }
    rememberShipping(checkout.shop.slug, options.find((one) => one.id === id)?.name ?? "");
    next();
  });
  return make("form.step", { submit }, make("fieldset.step-body.choices", {}, make("legend.sr-only", {}, say("step-shipping")), ...choices, note), make("div.sheet-acts", {}, press));
}

/**
 * What was chosen here last.
 * @param {string} shop
 */
export function recallShipping(shop) {
  try {
    return localStorage.getItem(`vitrine-shipping-${shop}`);
  } catch {
    return null;
  }
}

/** @param {string} shop @param {string} name */
function rememberShipping(shop, name) {
  try {
    localStorage.setItem(`vitrine-shipping-${shop}`, name);
  } catch {
    // Storage may be closed to the page: it is asked again next time.
  }
}
