// @ts-check
import { shortCount } from "./show.js";
import { toast } from "./toast.js";
import { fill } from "./words.js";

const AGAIN_MS = 10_000;

/**
 * The bell: how many notices are unread, live. `stream`: server-sent events with `{ unread, notice }`.
 * Words: `data-text-live`, `-soon`, `-mention` (`{name}`, `{title}`), `-open`.
 */
class VitrineBell extends HTMLElement {
  /** @type {EventSource | undefined} */
  #stream;
  /** @type {number | undefined} */
  #retry;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    // A stream holds one of the few connections a browser makes to a server over HTTP/1.1: a page
    // that nobody sees lets go of it.
    document.addEventListener("visibilitychange", () => this.#tend(), { signal });
    addEventListener("pagehide", () => this.#close(), { signal });
    addEventListener("pageshow", () => this.#tend(), { signal });
    this.#tend();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#close();
  }

  #tend() {
    if (document.hidden) this.#close();
    else if (!this.#stream) this.#open();
  }

  #open() {
    this.#close();
    const stream = new EventSource(this.getAttribute("stream") ?? "");
    this.#stream = stream;
    stream.addEventListener("notice", (event) => this.#ring(event.data));
    stream.addEventListener("error", () => {
      // A lost line comes back by itself; a refused one does not.
      if (stream.readyState !== EventSource.CLOSED) return;
      this.#close();
      this.#retry = setTimeout(() => this.#tend(), AGAIN_MS);
    });
  }

  #close() {
    clearTimeout(this.#retry);
    this.#stream?.close();
    this.#stream = undefined;
  }

  /** @param {string} text */
  #ring(text) {
    const { unread, notice } = JSON.parse(text);
    const count = this.querySelector("[data-part=unread]");
    if (count) count.textContent = unread > 0 ? shortCount(unread) : "";
    this.toggleAttribute("data-unread", unread > 0);
    this.dispatchEvent(new CustomEvent("vitrine:notice", { bubbles: true, detail: { unread, notice } }));
    // Whoever is in the room already needs no word of it.
    if (notice && location.pathname !== notice.show.path) this.#tell(notice);
  }

  /** @param {{ kind: string, show: { title: string, path: string, host: { name: string } }, by: { name: string } | null }} notice */
  #tell({ kind, show, by }) {
    const words = { live: this.dataset.textLive, soon: this.dataset.textSoon, mention: this.dataset.textMention }[kind];
    if (!words) return;
    const text = fill(words, { name: (by ?? show.host).name, title: show.title });
    toast(text, { label: this.dataset.textOpen ?? "", run: () => location.assign(show.path) });
  }
}

customElements.define("vitrine-bell", VitrineBell);
