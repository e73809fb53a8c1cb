// @ts-check
// What something costs now, beside what it cost: the way every card and page shows it.
import { make } from "./element.js";
import { amount, digits } from "./money.js";
import { secondsUntil } from "./server-time.js";
import { say } from "./shop-words.js";

/** @typedef {import("./shop-shapes.js").Money} Money */
/** @typedef {import("./shop-shapes.js").Variant} Variant */

/** @type {Map<string, Intl.NumberFormat>} */
const short = new Map();

/**
 * An amount without decimals where they are nought: `€39`, `€39.50`.
 * @param {Money} money
 */
export function shortAmount(money) {
  const { minor, currency } = money;
  if (minor % 10 ** digits(currency) !== 0) return amount(money);
  const language = document.documentElement.lang;
  const format = short.get(currency) ?? new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 });
  short.set(currency, format);
  return format.format(minor / 10 ** digits(currency));
}

/**
 * The offer that holds now.
 * @param {Variant} variant
 */
export function offerOf({ offer }) {
  return offer && offer.left !== 0 && (secondsUntil(offer.ends_at) ?? 0) > 0 ? offer : null;
}

/**
 * @param {Variant} variant
 * @returns {{ now: Money, before: Money | null, lowest: Money | null }}
 */
export function pricesOf(variant) {
  const offer = offerOf(variant);
  const now = offer?.price ?? variant.price;
  const before = variant.compare_at ?? (offer ? variant.price : null);
  return { now, before: before && before.minor > now.minor ? before : null, lowest: variant.lowest_30d };
}

/**
 * The cheapest of them, and whether others cost more.
 * @param {Variant[]} variants
 */
export function cheapest(variants) {
  const [first, ...others] = variants;
  const best = others.reduce((low, one) => (pricesOf(one).now.minor < pricesOf(low).now.minor ? one : low), first);
  return { variant: best, alone: variants.every((one) => pricesOf(one).now.minor === pricesOf(best).now.minor) };
}

/**
 * The price, what it was before struck through, and the lowest of the 30 days before it was lowered
 * (directive 98/6/EC, article 6a).
 * @param {Variant[]} variants one, or all that can be chosen
 * @param {{ lowest?: boolean }} [look]
 */
export function priceView(variants, { lowest: full = true } = {}) {
  const { variant, alone } = cheapest(variants);
  const { now, before, lowest } = pricesOf(variant);
  const view = make("span.price");
  if (offerOf(variant)) view.dataset.offer = "";
  view.append(make("strong.price-now", {}, alone ? shortAmount(now) : say("price-from", { price: shortAmount(now) })));
  if (before) view.append(" ", make("s.price-before", {}, make("span.sr-only", {}, `${say("price-before")} `), shortAmount(before)));
  if (before && lowest && full) view.append(make("span.price-lowest", {}, say("price-lowest", { price: shortAmount(lowest) })));
  return view;
}
