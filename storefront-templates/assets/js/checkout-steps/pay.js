// @ts-check
import { button, make } from "../element.js";
import { icon } from "../icon.js";
import { amount } from "../money.js";
import { say, sayOr, why } from "../shop-words.js";
import { toast } from "../toast.js";
import { voucherField } from "../voucher-field.js";
import { oneLine } from "./address.js";
import { sandboxMethod } from "./pay-sandbox.js";
import { onceAtATime } from "./press.js";

/** @typedef {import("../shop-shapes.js").Quote} Quote */
/** How one pays with a provider: what is shown, what is sent, and what people call that. @typedef {{ view: HTMLElement, method: () => { sent: object, name: string } | null }} Method */

/** Providers whose way to pay fits into the sheet. @type {Record<string, (provider: import("../shop-shapes.js").Checkout["provider"], failed: string | null) => Method>} */
const METHODS = { sandbox: sandboxMethod };

/**
 * Everything once more, and the button. While a bank waits for an answer (`another`) nothing can be
 * changed but the way to pay.
 * @param {import("../checkout.js").Desk} desk
 */
export function payStep(desk) {
  const { checkout, before, another } = desk;
  const { provider, payment } = checkout;
  const failed = payment?.failure ? (payment.method ?? desk.tried) : null;
  // What a bank asks about is not proposed again, either.
  const method = METHODS[provider.name]?.(provider, another ? desk.tried : failed);
  const price = say("pay-amount", { price: amount(checkout.quote.total) });
  const pay = button("button.button-accent.button-wide.pay-button", (event) => send(event), icon("lock"), price);
  const send = onceAtATime(pay, async () => {
    const chosen = method?.method();
    if (!chosen) return;
    pay.replaceChildren(make("span", { role: "status" }, say("paying")));
    await desk.pay(chosen.sent, chosen.name);
  });
  // A provider whose own script asks for the card has a page of its own, beside the picture.
  const url = `/checkouts/${checkout.id}/pay${another ? "?another" : ""}`;
  const page = make("a.button.button-accent.button-wide", { href: url, target: "vitrine-bank", rel: "opener", click: () => desk.watch() }, icon("lock"), price);
  const told = another
    ? [make("p.notice-warn", {}, say("another-next"))]
    : [payment?.failure ? failureView(payment.failure, failed ?? "") : payment?.state === "cancelled" ? make("p.notice-warn", { role: "alert" }, say("came-to-nothing")) : null, before ? changeView(before, checkout.quote) : null, checkout.refused.length > 0 ? refusedView(checkout.refused) : null];
  return make(
    "div.step.pay",
    another ? { "data-step": "another" } : {},
    make(
      "div.step-body",
      {},
      ...told,
      linesView(checkout.lines),
      method?.view,
      factsView(desk),
      another ? null : namedField(desk),
      another ? null : voucherField(checkout.voucher, (code) => giveVoucher(desk, code)),
      sumsView(checkout.quote),
    ),
    make("div.sheet-acts", {}, method ? pay : page),
  );
}

/** @param {import("../checkout.js").Desk} desk @param {string | null} code */
async function giveVoucher(desk, code) {
  const answer = await desk.edit({ voucher: code });
  if (answer.ok) desk.go("pay");
  return answer;
}

/** @param {import("../checkout.js").Desk} desk */
function factsView({ checkout, go, another }) {
  const { address, shipping } = checkout;
  const sent = shipping.options.find(({ id }) => id === shipping.chosen);
  /** @type {[import("../checkout.js").StepName, string, string][]} */
  const facts = [
    ["contact", "person", checkout.email ?? ""],
    ["address", "place", address ? `${address.name}, ${oneLine(address)}` : ""],
    ["shipping", "truck", sent?.name ?? ""],
  ];
  return make("dl.pay-facts", {}, ...facts.flatMap(([step, sign, value]) => fact(sign, say(`step-${step}`), value, another ? null : () => go(step))));
}

/**
 * Whether the show may say who bought it.
 * @param {import("../checkout.js").Desk} desk
 */
function namedField({ checkout, edit }) {
  const tick = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", name: "named", checked: checkout.named, "data-focus": "named" }));
  tick.addEventListener("change", async () => {
    const answer = await edit({ named: tick.checked });
    if (answer.ok) return;
    tick.checked = !tick.checked;
    toast(why(answer));
  });
  return make("label.check", {}, tick, make("span", {}, say("named"), " ", make("span.muted", {}, say("named-else"))));
}

/** @param {string} failure @param {string} method */
function failureView(failure, method) {
  return make("p.notice-bad", { role: "alert" }, icon("warn"), make("span", {}, make("strong", {}, failureWords(failure, method)), ` ${say("failed-next")}`));
}

/**
 * Why a payment failed.
 * @param {string} failure
 * @param {string} method as people know it; may be empty
 */
export function failureWords(failure, method) {
  const words = sayOr(`failed-${failure.replaceAll("_", "-")}`, "failed-declined");
  return method ? `${method}: ${words}` : words.charAt(0).toLocaleUpperCase(document.documentElement.lang) + words.slice(1);
}

/**
 * What is another amount than a moment ago.
 * @param {Quote} before
 * @param {Quote} now
 */
function changeView(before, now) {
  /** @type {("items" | "discount" | "shipping" | "tax" | "total")[]} */
  const parts = ["items", "discount", "shipping", "tax", "total"];
  const changed = parts.filter((part) => before[part].minor !== now[part].minor);
  const rows = changed.map((part) => make("li", {}, `${say(part === "items" ? "items" : part)}: `, make("s", {}, amount(before[part])), " ", make("strong", {}, amount(now[part]))));
  return make("div.notice-warn", { role: "alert" }, make("p", {}, make("strong", {}, say("total-changed")), ` ${say("total-changed-next")}`), make("ul", {}, ...rows));
}

/** @param {import("../shop-shapes.js").Refused[]} refused */
function refusedView(refused) {
  return make("div.notice-warn", { role: "status" }, ...refused.map(({ name, available }) => make("p", {}, available > 0 ? say("refused-left", { name, n: available }) : say("refused-none", { name }))));
}

/** @param {import("../shop-shapes.js").Line[]} lines */
function linesView(lines) {
  return make(
    "ul.pay-lines",
    {},
    ...lines.map((line) =>
      make(
        "li",
        {},
        line.picture_url ? make("img", { src: line.picture_url, alt: "" }) : make("span.basket-blank", {}, icon("tag")),
        make("span.pay-line", {}, make("span", {}, line.quantity > 1 ? `${line.quantity} × ${line.name}` : line.name), line.options.length > 0 ? make("span.muted", {}, line.options.join(" · ")) : null),
        make("span.pay-price", {}, amount(line.total)),
      ),
    ),
  );
}

/** @param {string} name @param {string} label @param {string} value @param {(() => void) | null} change */
function fact(name, label, value, change) {
  const edit = change && button("pay-change", change, say("change"));
  edit?.setAttribute("aria-label", `${say("change")}: ${label}`);
  return [make("dt", {}, icon(name), make("span.sr-only", {}, label)), make("dd", {}, make("span", {}, value), edit)];
}

/**
 * The sums, down to what is to be paid.
 * @param {Quote} quote
 */
function sumsView(quote) {
  const view = make("dl.sums");
  const sum = (/** @type {string} */ name, /** @type {string} */ value, strong = false) => view.append(make("dt", strong ? { "data-strong": true } : {}, name), make("dd", strong ? { "data-strong": true } : {}, value));
  sum(say("items"), amount(quote.items));
  if (quote.discount.minor > 0) sum(say("discount"), `−${amount(quote.discount)}`);
  sum(say("shipping"), quote.shipping.minor === 0 ? say("free") : amount(quote.shipping));
  if (!quote.prices_include_tax) sum(say("tax"), amount(quote.tax));
  sum(say("total"), amount(quote.total), true);
  if (quote.prices_include_tax && quote.tax.minor > 0) sum(say("tax-inside"), amount(quote.tax));
  return view;
}
