// @ts-check
import { roundTop, valueAt } from "./chart-scale.js";

const SVG = "http://www.w3.org/2000/svg";
const TOP_PX = 8;
const BOTTOM_PX = 3;
/** Kept free on the right for the words at the end of the line. */
export const END_PX = 92;

/** @typedef {import("./chart-scale.js").Point} Point */
/** `least`: the top is never below it. @typedef {{ name: string, points: Point[], span: import("./chart-scale.js").Span, format: (value: number) => string, label: string, least: number, steps?: boolean }} Line */

/**
 * One thin line over time, labelled at its end, before three hairlines. It is given `line`, and
 * `cursor` (a moment, or null): whoever has several lets them share both.
 */
export class VitrineLineChart extends HTMLElement {
  /** @type {Line | null} */
  #line = null;
  /** @type {number | null} */
  #cursor = null;
  #sized = new ResizeObserver(() => this.#draw());

  connectedCallback() {
    this.setAttribute("role", "img");
    this.#sized.observe(this);
  }

  disconnectedCallback() {
    this.#sized.disconnect();
  }

  /** @param {Line} line */
  set line(line) {
    this.#line = line;
    this.setAttribute("aria-label", line.label);
    this.#draw();
  }

  /** @param {number | null} at */
  set cursor(at) {
    if (at === this.#cursor) return;
    this.#cursor = at;
    this.#draw();
  }

  #draw() {
    const line = this.#line;
    const [width, height] = [this.clientWidth, this.clientHeight];
    if (!line || width < END_PX + 40 || height === 0) return;
    const most = roundTop(Math.max(line.least, ...line.points.map(({ value }) => value)));
    const right = width - END_PX;
    const x = (/** @type {number} */ at) => ((at - line.span.from) / Math.max(1, line.span.to - line.span.from)) * right;
    const y = (/** @type {number} */ value) => TOP_PX + (1 - value / most) * (height - TOP_PX - BOTTOM_PX);
    const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "chart", focusable: "false" });
    for (const share of [0, 0.5, 1]) svg.append(node("line", { class: "chart-hair", x1: 0, x2: right, y1: y(most * share), y2: y(most * share) }));
    svg.append(text("chart-most", 0, y(most) + 11, line.format(most)));
    const last = line.points.at(-1);
    if (last) {
      const path = pathOf(line.points.map(({ at, value }) => [x(at), y(value)]), line.steps ?? false);
      svg.append(node("path", { class: "chart-under", d: `${path}L${x(last.at)},${y(0)}L${x(line.points[0].at)},${y(0)}Z` }), node("path", { class: "chart-line", d: path }));
    }
    const shown = this.#cursor === null ? (last?.value ?? 0) : (valueAt(line.points, this.#cursor) ?? 0);
    const at = this.#cursor === null ? last?.at : this.#cursor;
    if (at !== undefined && last) {
      if (this.#cursor !== null) svg.append(node("line", { class: "chart-cursor", x1: x(at), x2: x(at), y1: 0, y2: height }));
      svg.append(node("circle", { class: "chart-dot", cx: x(at), cy: y(shown), r: 3 }));
    }
    // The words stand beside the line's end, within the chart.
    const beside = (last ? Math.min(right, x(last.at)) : 0) + 12;
    const end = Math.min(height - 18, Math.max(15, y(last?.value ?? 0) + 1));
    svg.append(text("chart-now", beside, end, line.format(shown)), text("chart-name", beside, end + 15, line.name));
    this.replaceChildren(svg);
  }
}

/**
 * @param {number[][]} points
 * @param {boolean} steps
 */
function pathOf(points, steps) {
  return points.map(([x, y], at) => (at === 0 ? `M${x},${y}` : steps ? `H${x}V${y}` : `L${x},${y}`)).join("");
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function node(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, typeof value === "number" ? String(Math.round(value * 10) / 10) : value);
  return element;
}

/**
 * @param {string} className
 * @param {number} x
 * @param {number} y
 * @param {string} words
 */
function text(className, x, y, words) {
  const element = node("text", { class: className, x, y });
  element.textContent = words;
  return element;
}

customElements.define("vitrine-line-chart", VitrineLineChart);
