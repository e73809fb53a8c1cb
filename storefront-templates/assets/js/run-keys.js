// @ts-check
import { VitrineRunOfShow } from "./run-of-show.js";

const STORED = "vitrine-run-keys";

/**
 * The run of show by single keys, wherever the focus is but in a field. They can be switched off
 * (WCAG 2.1.4), and are listed in the page's `#run-keys`.
 */
class RunKeys {
  constructor() {
    document.addEventListener("keydown", (event) => this.#key(event));
    const box = this.#box;
    if (!box) return;
    box.checked = this.#on;
    box.addEventListener("change", () => remember(box.checked ? "on" : "off"));
  }

  get #box() {
    const box = document.querySelector("[data-part=keys-on]");
    return box instanceof HTMLInputElement ? box : null;
  }

  get #on() {
    return recall() !== "off";
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const run = document.querySelector("vitrine-run-of-show");
    const target = event.target instanceof Element ? event.target : null;
    if (!(run instanceof VitrineRunOfShow) || !this.#on || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target?.closest("input, textarea, select, [contenteditable], dialog")) return;
    const actions = { n: () => run.pinNext(), u: () => run.clear(), o: () => run.offer(), "?": () => this.#list() };
    const line = /^[1-9]$/.test(event.key) ? run.products[Number(event.key) - 1] : undefined;
    const act = line ? () => run.togglePin(line.id) : actions[/** @type {keyof typeof actions} */ (event.key)];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #list() {
    const list = document.getElementById("run-keys");
    if (list) list.togglePopover();
  }
}

/** Storage may be closed to the page. */
function recall() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** @param {string} value */
function remember(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // Then it counts for this page.
  }
}

new RunKeys();
