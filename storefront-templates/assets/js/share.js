// @ts-check
import { toast } from "./toast.js";

/**
 * Shares a page by the system's own sheet, or copies its address where there is none.
 *
 * `data-title`, `data-url` (may be relative), `data-copied`: what to say after copying.
 */
class VitrineShare extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => this.#share());
  }

  async #share() {
    const url = new URL(this.dataset.url ?? "", location.href).href;
    const data = { title: this.dataset.title ?? document.title, url };
    if (navigator.canShare?.(data) && matchMedia("(pointer: coarse)").matches) {
      // Closing the sheet rejects the promise; that is an answer, not a failure.
      await navigator.share(data).catch(() => undefined);
      return;
    }
    try {
      await navigator.clipboard.writeText(url);
      toast(this.dataset.copied ?? "");
    } catch {
      toast(url);
    }
  }
}

customElements.define("vitrine-share", VitrineShare);
