// @ts-check
import { minorOf } from "./money.js";
import { combinations, listOf, matched } from "./option-sets.js";

const OPTIONS_MOST = 3;
const VARIANTS_MOST = 100;

/**
 * What a product comes in: rows of options with their values, and a table of the variants they make.
 * A row that goes on keeps what was typed in it. Adds `option_names` and `variants` to what its form
 * sends. Words: `data-text-most`, `data-text-twice`.
 */
class VitrineVariantTable extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.setAttribute("data-sends", "");
    this.addEventListener("api:body", (event) => this.#send(/** @type {CustomEvent} */ (event)), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("input", (event) => event.target instanceof Element && event.target.closest("[data-option]") && this.#make(), { signal });
    if (this.#rows.length === 0) this.#make();
    this.#offerOption();
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part=${name}]`));
  }

  get #rows() {
    return [...this.#part("variants").querySelectorAll("tr")];
  }

  /** @returns {import("./option-sets.js").Option[]} */
  get #options() {
    return [...this.querySelectorAll("[data-part=options] > [data-option]")].map((row) => {
      const text = (/** @type {string} */ part) => /** @type {HTMLInputElement} */ (row.querySelector(`[data-part=${part}]`)).value;
      return { name: text("option-name").trim(), values: listOf(text("option-values")) };
    });
  }

  /** @param {Event} event */
  #click(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(button instanceof HTMLElement)) return;
    const actions = { "add-option": () => this.#addOption(), "remove-option": () => this.#removeOption(button), "fill-down": () => this.#fillDown() };
    actions[/** @type {keyof typeof actions} */ (button.dataset.action)]?.();
  }

  #addOption() {
    const row = clone(this.querySelector("template[data-part=option]"));
    this.#part("options").append(row);
    row.querySelector("input")?.focus();
    this.#offerOption();
  }

  /** @param {HTMLElement} button */
  #removeOption(button) {
    button.closest("[data-option]")?.remove();
    this.#make();
    this.#offerOption();
    this.dispatchEvent(new CustomEvent("api:touched", { bubbles: true }));
  }

  #offerOption() {
    const full = this.querySelectorAll("[data-part=options] > [data-option]").length >= OPTIONS_MOST;
    this.querySelector("[data-action=add-option]")?.toggleAttribute("disabled", full);
  }

  /** Makes the table anew from the options; what was typed stays with its variant. */
  #make() {
    const wanted = combinations(this.#options);
    if (wanted.length > VARIANTS_MOST) return this.#complain(this.dataset.textMost ?? "");
    this.#complain("");
    const rows = this.#rows;
    const places = matched(rows.map((row) => optionsOf(row)), wanted);
    const kept = new Set();
    const next = wanted.map((values, at) => {
      const place = places[at];
      const row = place === null ? this.#row(rows[0]) : rows[place];
      if (place !== null) kept.add(rows[place]);
      row.dataset.options = JSON.stringify(values);
      name(row, values.join(" · "));
      return row;
    });
    this.#part("variants").replaceChildren(...next);
  }

  /**
   * A new row; its price is that of the first one.
   * @param {HTMLElement | undefined} like
   */
  #row(like) {
    const row = clone(this.querySelector("template[data-part=variant]"));
    for (const name of ["price", "compare_at", "weight_g"]) {
      const from = like && field(like, name);
      if (from?.value) field(row, name).value = from.value;
    }
    return row;
  }

  /** Every row gets the first one's prices and weight. */
  #fillDown() {
    const [first, ...others] = this.#rows;
    for (const row of others) for (const name of ["price", "compare_at", "weight_g"]) field(row, name).value = field(first, name).value;
    this.dispatchEvent(new CustomEvent("api:touched", { bubbles: true }));
  }

  /** @param {CustomEvent<{ body: any }>} event */
  #send(event) {
    const { body } = event.detail;
    const currency = this.dataset.currency ?? "EUR";
    const options = this.#options.filter(({ name, values }) => name && values.length > 0);
    if (new Set(options.map(({ name }) => name.toLowerCase())).size < options.length) {
      this.#complain(this.dataset.textTwice ?? "");
      return event.preventDefault();
    }
    body.option_names = options.map(({ name }) => name);
    body.variants = this.#rows.map((row) => {
      const money = (/** @type {string} */ name) => {
        const typed = field(row, name);
        if (typed.value.trim() === "") return null;
        const minor = minorOf(typed.value, currency);
        typed.setAttribute("aria-invalid", String(minor === null));
        if (minor === null) {
          event.preventDefault();
          typed.focus();
        }
        return { minor, currency };
      };
      return {
        ...(row.dataset.variant && { id: row.dataset.variant }),
        ...(row.dataset.picture && { picture_url: row.dataset.picture }),
        options: optionsOf(row),
        sku: field(row, "sku").value.trim(),
        price: money("price"),
        compare_at: money("compare_at"),
        weight_g: Number(field(row, "weight_g").value || 0),
        ...(!row.dataset.variant && { available: Number(field(row, "available").value || 0) }),
      };
    });
  }

  /** @param {string} words */
  #complain(words) {
    const place = this.#part("variant-problem");
    place.textContent = words;
    place.hidden = words === "";
  }
}

/** @param {Element | null} template */
function clone(template) {
  const content = /** @type {HTMLTemplateElement} */ (template).content;
  return /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (content.cloneNode(true)).firstElementChild);
}

/**
 * Says in the row, and for each of its fields, which variant it is.
 * @param {HTMLElement} row
 * @param {string} variant
 */
function name(row, variant) {
  const label = row.querySelector("[data-part=label]");
  if (label) label.textContent = variant || "–";
  for (const cell of row.querySelectorAll("td")) cell.querySelector("input")?.setAttribute("aria-label", `${cell.dataset.label} ${variant}`.trim());
}

/** @param {HTMLElement} row @returns {string[]} */
function optionsOf(row) {
  return JSON.parse(row.dataset.options ?? "[]");
}

/** @param {Element} row @param {string} name */
function field(row, name) {
  return /** @type {HTMLInputElement} */ (row.querySelector(`[data-field=${name}]`));
}

customElements.define("vitrine-variant-table", VitrineVariantTable);
