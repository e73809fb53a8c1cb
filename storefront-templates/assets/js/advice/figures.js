// @ts-check
import { END_PX, VitrineLineChart } from "../line-chart.js";
import { digits } from "../money.js";
import { shortAmount } from "../price.js";
import { shortCount } from "../show.js";
import { fill } from "../words.js";

const TICK_PX = 76;

/** @typedef {"talks" | "wait" | "conversion" | "revenue"} Of */

/**
 * A desk's figures as lines over days or weeks. What they show is in the rows of the table inside, which says the
 * same to those who don't see them.
 *
 * `currency`: of what was bought.
 */
class VitrineFigures extends HTMLElement {
  #leaving = new AbortController();
  /** @type {{ at: number, name: string, row: HTMLElement }[]} */
  #rows = [];

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("tr[data-at]"));
    this.#rows = [...rows].map((row) => ({ at: Date.parse(row.dataset.at ?? ""), name: row.querySelector("time")?.textContent ?? "", row }));
    for (const chart of this.#charts) this.#draw(chart);
    const lines = this.querySelector("[data-part=lines]");
    lines?.addEventListener("pointermove", (event) => this.#point(/** @type {PointerEvent} */ (event)), { signal });
    lines?.addEventListener("pointerleave", () => this.#setCursor(null), { signal });
    const sized = new ResizeObserver(() => this.#drawAxis());
    if (lines) sized.observe(lines);
    signal.addEventListener("abort", () => sized.disconnect());
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #charts() {
    return [...this.querySelectorAll("vitrine-line-chart")].filter((chart) => chart instanceof VitrineLineChart);
  }

  get #span() {
    const from = this.#rows[0]?.at ?? 0;
    return { from, to: Math.max(from + 1, this.#rows.at(-1)?.at ?? 0) };
  }

  /** @param {VitrineLineChart} chart */
  #draw(chart) {
    const of = /** @type {Of} */ (chart.dataset.of);
    const currency = this.getAttribute("currency") ?? "EUR";
    const name = { talks: this.dataset.textTalks, wait: this.dataset.textWait, conversion: this.dataset.textConversion, revenue: this.dataset.textRevenue }[of] ?? "";
    // A day nothing is known of has no point: the line goes on to the next.
    const points = this.#rows.filter(({ row }) => row.dataset[of] !== undefined).map(({ at, row }) => ({ at, value: Number(row.dataset[of]) }));
    const texts = { talks: shortCount, wait: clock, conversion: share, revenue: (/** @type {number} */ minor) => shortAmount({ minor: Math.round(minor), currency }) };
    const none = this.dataset.textNone ?? "";
    const format = (/** @type {number} */ value) => (points.length === 0 ? "–" : texts[of](value));
    const last = points.at(-1);
    const least = { talks: 2, wait: 60, conversion: 1000, revenue: 10 ** digits(currency) }[of];
    chart.line = { name, points, span: this.#span, format, least, label: fill(this.dataset.textChart, { name, now: last ? format(last.value) : none }) };
  }

  #drawAxis() {
    const axis = this.querySelector("[data-part=axis]");
    const width = (axis?.clientWidth ?? 0) - END_PX;
    if (!axis || width < TICK_PX) return;
    const { from, to } = this.#span;
    const step = Math.max(1, Math.ceil(this.#rows.length / Math.floor(width / TICK_PX)));
    // The last day is named, and those before it at even steps.
    const named = this.#rows.filter((_, index) => (this.#rows.length - 1 - index) % step === 0);
    const marks = named.map(({ at, name }) => {
      const mark = Object.assign(document.createElement("span"), { textContent: name });
      mark.toggleAttribute("data-first", at === from);
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
}

/** @param {number} seconds */
function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
}

/** @param {number} perMille */
function share(perMille) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 }).format(perMille / 1000);
}

customElements.define("vitrine-figures", VitrineFigures);
