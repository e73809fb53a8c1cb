// @ts-check
/** A day is opened at most so often. */
const SPANS_MAX = 6;
/** The end of a day, which a field for times writes as its beginning. */
const MIDNIGHT = "00:00";
const DAY_END = "24:00";

/**
 * The opening hours of a week in a form that is sent as JSON: each `[data-day]` holds `[data-span]`s with the
 * fields `open` and `close`; `add-span` opens a day once more, `remove-span` takes an opening away.
 * `template[data-part=span]` is what is added. Puts `week` into what the form sends; with `data-own`, `hours` as a
 * whole, or null unless the box of that name is checked.
 */
class VitrineWeek extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("api:body", (event) => {
      const { detail } = /** @type {CustomEvent<{ body: any }>} */ (event);
      const { zone, on, ...rest } = detail.body;
      const own = this.dataset.own;
      if (!own) detail.body = { zone, on, week: this.#week() };
      else {
        const { [own]: isOwn, ...others } = rest;
        detail.body = { ...others, hours: isOwn ? { zone, week: this.#week() } : null };
      }
    });
    this.closest("vitrine-api-form")?.addEventListener("api:done", (event) => {
      const { ok } = /** @type {CustomEvent<{ ok: boolean }>} */ (event).detail;
      if (ok) this.closest("form")?.querySelector("[data-part=unset]")?.remove();
    });
    for (const day of this.querySelectorAll("[data-day]")) this.#count(day);
  }

  #week() {
    return [...this.querySelectorAll("[data-day]")].map((day) => [...day.querySelectorAll("[data-span]")].map(read).filter(({ open, close }) => open && close));
  }

  /** @param {MouseEvent} event */
  #click({ target }) {
    const button = target instanceof Element ? target.closest("[data-action]") : null;
    const day = button?.closest("[data-day]");
    if (!(button instanceof HTMLElement) || !day) return;
    if (button.dataset.action === "add-span") this.#add(day);
    if (button.dataset.action === "remove-span") {
      button.closest("[data-span]")?.remove();
      day.querySelector("button")?.focus();
    }
    this.#count(day);
    this.dispatchEvent(new CustomEvent("api:touched", { bubbles: true }));
  }

  /** @param {Element} day */
  #add(day) {
    const template = this.querySelector("template[data-part=span]");
    if (!(template instanceof HTMLTemplateElement)) return;
    const span = /** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild;
    if (!span) return;
    day.querySelector("[data-spans]")?.append(span);
    span.querySelector("input")?.focus();
  }

  /** @param {Element} day */
  #count(day) {
    const count = day.querySelectorAll("[data-span]").length;
    day.toggleAttribute("data-closed", count === 0);
    day.querySelector("[data-action=add-span]")?.toggleAttribute("disabled", count >= SPANS_MAX);
  }
}

/** @param {Element} span */
function read(span) {
  const value = (/** @type {string} */ name) => {
    const field = span.querySelector(`input[data-time=${name}]`);
    return field instanceof HTMLInputElement ? field.value : "";
  };
  const close = value("close");
  return { open: value("open"), close: close === MIDNIGHT ? DAY_END : close };
}

customElements.define("vitrine-week", VitrineWeek);
