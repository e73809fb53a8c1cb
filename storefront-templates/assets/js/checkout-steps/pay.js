// @ts-check
import { button, make } from "../element.js";
import { icon } from "../icon.js";
import { amount } from "../money.js";
import { say, sayOr } from "../shop-words.js";
import { voucherField } from "../voucher-field.js";
import { oneLine } from "./address.js";
import { sandboxMethod } from "./pay-sandbox.js";

/** @typedef {import("../shop-shapes.js").Quote} Quote */
/** How one pays with a provider: what is shown, what is sent, and what people call that. @typedef {{ view: HTMLElement, method: () => { sent: object, name: string } | null }} Method */

/** Providers whose way to pay fits into the sheet. @type {Record<string, (provider: import("../shop-shapes.js").Checkout["provider"], failed: string | null) => Method>} */
const METHODS = { sandbox: sandboxMethod };

/**
 * Everything once more, and the button.
 * @param {import("../checkout.js").Desk} desk
 */
export function payStep(desk) {
  const { checkout, before } = desk;
  const { provider, payment } = checkout;
  const failed = payment?.failure ? (payment.method ?? desk.tried) : null;
  const method = METHODS[provider.name]?.(provider, failed);
  const pay = button("button.button-accent.button-wide.pay-button", async () => {
    const chosen = method?.method();
    if (!chosen) return;
    pay.disabled = true;
    pay.toggleAttribute("data-busy", true);
    pay.replaceChildren(make("span", { role: "status" }, say("paying")));
    await desk.pay(chosen.sent, chosen.name);
  }, icon("lock"), say("pay-amount", { price: amount(checkout.quote.total) }));
  // A provider whose own script asks for the card has a page of its own, beside the picture.
  const page = make("a.button.button-accent.button-wide", { href: `/checkouts/${checkout.id}/pay`, target: "vitrine-bank", rel: "opener", click: () => desk.watch() }, icon("lock"), say("pay-amount", { price: amount(checkout.quote.total) }));
  return make(
    "div.step.pay",
    {},
    make(
      "div.step-body",
      {},
      payment?.failure ? failureView(payment.failure, failed ?? "") : null,
      before ? changeView(before, checkout.quote) : null,
      checkout.refused.length > 0 ? refusedView(checkout.refused) : null,
      linesView(checkout.lines),
      method?.view,
      make("dl.pay-facts", {}, ...fact("person", say("step-contact"), checkout.email ?? "", () => desk.go("contact")), ...fact("place", say("step-address"), checkout.address ? `${checkout.address.name}, ${oneLine(checkout.address)}` : "", () => desk.go("address")), ...fact("truck", say("step-shipping"), checkout.shipping.options.find(({ id }) => id === checkout.shipping.chosen)?.name ?? "", () => desk.go("shipping"))),
      voucherField(checkout.voucher, async (code) => {
        const answer = await desk.edit({ voucher: code });
        if (answer.ok) desk.go("pay");
        return answer;
      }),
      sumsView(checkout.quote),
    ),
    make("div.sheet-acts", {}, method ? pay : page),
  );
}

/** @param {string} failure @param {string} method */
function failureView(failure, method) {
  const why = sayOr(`failed-${failure.replaceAll("_", "-")}`, "failed-declined");
  const words = method ? `${method}: ${why}` : why.charAt(0).toLocaleUpperCase(document.documentElement.lang) + why.slice(1);
  return make("p.notice-bad", { role: "alert" }, icon("warn"), make("span", {}, make("strong", {}, words), ` ${say("failed-next")}`));
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

/** @param {{ name: string, available: number }[]} refused */
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

/** @param {string} name @param {string} label @param {string} value @param {() => void} change */
function fact(name, label, value, change) {
  const edit = button("pay-change", change, say("change"));
  edit.setAttribute("aria-label", `${say("change")}: ${label}`);
  return [make("dt", {}, icon(name), make("span.sr-only", {}, label)), make("dd", {}, make("span", {}, value), edit)];
}

/**
 * The sums, down to what is to be paid.
 * @param {Quote} quote
 */
export function sumsView(quote) {
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
