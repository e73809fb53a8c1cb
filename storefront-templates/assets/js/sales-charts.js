// @ts-check
import { ticks } from "./chart-scale.js";
import { ask } from "./json-api.js";
import { END_PX, VitrineLineChart } from "./line-chart.js";
import { amount, digits } from "./money.js";
import { shortAmount } from "./price.js";
import { roomOf } from "./room.js";
import { toast } from "./toast.js";
import { shortCount } from "./show.js";
import { fill } from "./words.js";

const LOOK_MS = 5000;
/** Orders that come at once are looked up together. */
const SOON_MS = 400;
/** In a rush orders are told of together, so often. */
const TELL_MS = 2000;
const TICK_PX = 90;

/** @typedef {import("./money.js").Money} Money */
/** @typedef {{ minute: string, orders: number, revenue: number, watching: number, hearts: number }} Minute */
/** @typedef {{ product: string, name: string, units: number, revenue: Money, left: number }} Product */
/** @typedef {{ orders: number, units: number, revenue: Money, baskets: number, held: number, by_product: Product[], by_minute: Minute[] }} Sales */

/**
 * How a show sells: viewers, hearts, orders and revenue as lines over one time axis, and the
 * products as a table. Asks every five seconds, and when the room tells of an order. `data-quiet`: as
 * long as there is nothing to show.
 */
class VitrineSales extends HTMLElement {
  /** @type {number | undefined} */
  #soon;
  /** Until then orders are gathered. @type {number | undefined} */
  #telling;
  /** Orders that were not told of yet. @type {{ number?: number, total: Money }[]} */
  #untold = [];
  /** @type {import("./chart-scale.js").Span} */
  #span = { from: 0, to: 1 };
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const room = roomOf(this);
    // Of a show that is over nothing changes any more.
    const look = room ? setInterval(() => document.hidden || this.#look(), LOOK_MS) : undefined;
    signal.addEventListener("abort", () => clearInterval(look));
    room?.addEventListener("room:order", (event) => this.#ordered(/** @type {CustomEvent} */ (event).detail), { signal });
    const lines = this.#part("lines");
    lines?.addEventListener("pointermove", (event) => this.#point(/** @type {PointerEvent} */ (event)), { signal });
    lines?.addEventListener("pointerleave", () => this.#setCursor(null), { signal });
    const sized = new ResizeObserver(() => this.#drawAxis());
    if (lines) sized.observe(lines);
    signal.addEventListener("abort", () => sized.disconnect());
    this.#look();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#soon);
    clearTimeout(this.#telling);
    this.#telling = undefined;
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement | null} */ (this.querySelector(`[data-part=${name}]`));
  }

  get #charts() {
    return [...this.querySelectorAll("vitrine-line-chart")].filter((chart) => chart instanceof VitrineLineChart);
  }

  /** @param {{ number?: number, total?: Money }} order */
  #ordered(order) {
    if (order.total) {
      this.#untold.push({ number: order.number, total: order.total });
      if (this.#telling === undefined) this.#tell();
    }
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#look(), SOON_MS);
  }

  /** Says what was bought, and gathers what is bought meanwhile. What is offered to be pressed is not pushed away. */
  #tell() {
    this.#telling = undefined;
    if (document.querySelector(".toast button")) {
      this.#telling = setTimeout(() => this.#tell(), TELL_MS);
      return;
    }
    const [first, ...others] = this.#untold.splice(0);
    if (!first) return;
    const total = amount(others.reduce((sum, { total }) => ({ ...sum, minor: sum.minor + total.minor }), first.total));
    toast(others.length === 0 ? fill(this.dataset.textOrder, { number: first.number ?? "", total }) : fill(this.dataset.textRush, { n: others.length + 1, total }));
    this.#telling = setTimeout(() => this.#tell(), TELL_MS);
  }

  async #look() {
    const answer = await ask("GET", `${this.getAttribute("show")}/sales`);
    if (answer.ok) this.#show(answer.data);
  }

  /** @param {Sales} sales */
  #show(sales) {
    const minutes = sales.by_minute;
    if (minutes.length > 0) this.removeAttribute("data-quiet");
    const from = minutes.length > 0 ? Date.parse(minutes[0].minute) : Date.now() - 60_000;
    this.#span = { from, to: Math.max(from + 5 * 60_000, ...minutes.slice(-1).map(({ minute }) => Date.parse(minute))) };
    for (const chart of this.#charts) this.#draw(chart, minutes, sales.revenue.currency);
    this.#drawAxis();
    this.#sums(sales);
    this.#products(sales.by_product);
  }

  /**
   * @param {VitrineLineChart} chart
   * @param {Minute[]} minutes
   * @param {string} currency
   */
  #draw(chart, minutes, currency) {
    const of = /** @type {"watching" | "hearts" | "orders" | "revenue"} */ (chart.dataset.of);
    const name = { watching: this.dataset.textWatching, hearts: this.dataset.textHearts, orders: this.dataset.textOrders, revenue: this.dataset.textRevenue }[of] ?? "";
    // Viewers are as many as there are; the others add up.
    let sum = 0;
    const points = minutes.map((minute) => {
      sum = of === "watching" ? minute.watching : sum + minute[of];
      return { at: Date.parse(minute.minute), value: sum };
    });
    const format = (/** @type {number} */ value) => (of === "revenue" ? shortAmount({ minor: Math.round(value), currency }) : shortCount(value));
    chart.line = { name, points, span: this.#span, format, least: of === "revenue" ? 10 ** digits(currency) : 2, label: fill(this.dataset.textChart, { name, now: format(sum) }), steps: of === "orders" || of === "revenue" };
  }

  #drawAxis() {
    const axis = this.#part("axis");
    const width = (axis?.clientWidth ?? 0) - END_PX;
    if (!axis || width < TICK_PX || this.#span.from === 0) return;
    const { from, to } = this.#span;
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const marks = ticks(this.#span, Math.floor(width / TICK_PX)).map((at) => {
      const mark = Object.assign(document.createElement("span"), { textContent: clock.format(at) });
      mark.style.insetInlineStart = `${((at - from) / (to - from)) * width}px`;
      return mark;
    });
    axis.replaceChildren(...marks);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const place = this.#charts[0]?.getBoundingClientRect();
    if (!place) return;
    const share = (event.clientX - place.left) / (place.width - END_PX);
    const { from, to } = this.#span;
    this.#setCursor(share < 0 || share > 1 ? null : from + share * (to - from));
  }

  /** @param {number | null} at */
  #setCursor(at) {
    for (const chart of this.#charts) chart.cursor = at;
  }

  /** @param {Sales} sales */
  #sums(sales) {
    const sums = { revenue: amount(sales.revenue), orders: String(sales.orders), baskets: String(sales.baskets), held: String(sales.held) };
    for (const [name, text] of Object.entries(sums)) {
      const place = this.#part(name);
      if (place && place.textContent !== text) place.textContent = text;
    }
  }

  /** @param {Product[]} products */
  #products(products) {
    const body = this.#part("products");
    if (!body) return;
    const most = Math.max(1, ...products.map(({ revenue }) => revenue.minor));
    body.replaceChildren(...products.map((product) => this.#row(product, most)));
    this.#part("none")?.toggleAttribute("hidden", products.length > 0);
    body.closest("table")?.toggleAttribute("hidden", products.length === 0);
  }

  /**
   * @param {Product} product
   * @param {number} most
   */
  #row(product, most) {
    const row = document.createElement("tr");
    const name = Object.assign(document.createElement("th"), { scope: "row" });
    const bar = Object.assign(document.createElement("span"), { className: "sales-bar" });
    bar.style.inlineSize = `${(product.revenue.minor / most) * 100}%`;
    name.append(Object.assign(document.createElement("span"), { className: "sales-name", textContent: product.name }), bar);
    const cells = [String(product.units), amount(product.revenue), product.left > 0 ? String(product.left) : (this.dataset.textSoldOut ?? "0")];
    row.append(name, ...cells.map((text) => Object.assign(document.createElement("td"), { className: "number", textContent: text })));
    row.toggleAttribute("data-gone", product.left === 0);
    return row;
  }
}

customElements.define("vitrine-sales", VitrineSales);
