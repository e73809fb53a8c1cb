// @ts-check
import { toast } from "./toast.js";

/**
 * Asks to be reminded of a show without leaving the page; without script the form inside does it.
 * `data-api`: the reminder's address. Words: `data-text-on`, `-off` (what the button does),
 * `-done`, `-failed`.
 */
class VitrineRemind extends HTMLElement {
  #busy = false;

  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => this.#submit(event));
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const button = this.querySelector("button");
    if (!button || this.#busy) return;
    this.#busy = true;
    const on = button.value === "on";
    const response = await fetch(this.dataset.api ?? "", { method: on ? "PUT" : "DELETE", credentials: "same-origin", signal: AbortSignal.timeout(8000) }).catch(() => null);
    this.#busy = false;
    if (!response?.ok) return toast(this.dataset.textFailed ?? "");
    button.value = on ? "off" : "on";
    button.setAttribute("aria-pressed", String(on));
    const label = button.querySelector("span");
    if (label) label.textContent = (on ? this.dataset.textOff : this.dataset.textOn) ?? "";
    if (on) toast(this.dataset.textDone ?? "");
  }
}

customElements.define("vitrine-remind", VitrineRemind);
