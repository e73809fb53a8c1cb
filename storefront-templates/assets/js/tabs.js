// @ts-check
/**
 * Turns links to sections into tabs (ARIA tabs pattern). Without script both sections show and the
 * links lead to them. The link with `data-first` is open at the start, or the one of the address.
 * `vitrine:tab` (`{ id }` of the section) tells which one is open.
 */
export class VitrineTabs extends HTMLElement {
  connectedCallback() {
    const list = this.querySelector("[data-part=tabs]");
    if (!list) return;
    list.setAttribute("role", "tablist");
    for (const tab of this.#all()) {
      const panel = this.#panel(tab);
      tab.setAttribute("role", "tab");
      tab.id = `tab-${panel?.id}`;
      tab.setAttribute("aria-controls", panel?.id ?? "");
      panel?.setAttribute("role", "tabpanel");
      panel?.setAttribute("aria-labelledby", tab.id);
      panel?.removeAttribute("aria-label");
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        this.#open(tab);
      });
    }
    list.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
    const tabs = this.#tabs();
    this.#open(tabs.find((tab) => tab.hash === location.hash) ?? tabs.find((tab) => tab.hasAttribute("data-first")) ?? tabs[0]);
  }

  /**
   * Opens the section `id`.
   * @param {string} id
   */
  open(id) {
    const tab = this.#tabs().find(({ hash }) => hash === `#${id}`);
    if (tab) this.#open(tab);
  }

  #all() {
    return [...this.querySelectorAll("[data-part=tabs] > a")].filter((tab) => tab instanceof HTMLAnchorElement);
  }

  /** Those that can be opened. */
  #tabs() {
    return this.#all().filter((tab) => !tab.hidden);
  }

  /** @param {HTMLAnchorElement} tab */
  #panel(tab) {
    return this.querySelector(tab.hash);
  }

  /** @param {HTMLAnchorElement} chosen */
  #open(chosen) {
    for (const tab of this.#tabs()) {
      const open = tab === chosen;
      tab.setAttribute("aria-selected", String(open));
      tab.tabIndex = open ? 0 : -1;
      this.#panel(tab)?.toggleAttribute("hidden", !open);
    }
    this.#reveal(chosen);
    this.dispatchEvent(new CustomEvent("vitrine:tab", { bubbles: true, detail: { id: chosen.hash.slice(1) } }));
  }

  /**
   * A row of tabs that is too long scrolls, and never the page with it.
   * @param {HTMLAnchorElement} tab
   */
  #reveal(tab) {
    const row = tab.parentElement;
    if (!row) return;
    const [at, frame] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
    if (at.right > frame.right) row.scrollLeft += at.right - frame.right;
    if (at.left < frame.left) row.scrollLeft -= frame.left - at.left;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const tabs = this.#tabs();
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    tab.focus();
    this.#open(tab);
  }
}

customElements.define("vitrine-tabs", VitrineTabs);
