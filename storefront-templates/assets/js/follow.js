// @ts-check
import { toast } from "./toast.js";

/**
 * Follows a person or a shop without leaving the page; without script the form inside does it.
 * `data-path`: its address, the same below `/api/v1`. All of a page's buttons for one name agree;
 * `[data-followers]` elsewhere on the page, with that path, shows how many follow.
 */
class VitrineFollow extends HTMLElement {
  #busy = false;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.querySelector("form")?.addEventListener("submit", (event) => this.#submit(event), { signal });
    document.addEventListener("vitrine:followed", (event) => this.#learn(/** @type {CustomEvent} */ (event).detail), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const act = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "";
    if (this.#busy || !act) return;
    this.#busy = true;
    const standing = await this.#ask(act);
    this.#busy = false;
    if (!standing) return toast(this.dataset.textFailed ?? "");
    document.dispatchEvent(new CustomEvent("vitrine:followed", { detail: { path: this.dataset.path, ...standing } }));
  }

  /**
   * @param {string} act `follow`, `unfollow`, `mute` or `unmute`
   * @returns {Promise<{ following: boolean, muted: boolean, followers: number } | null>}
   */
  async #ask(act) {
    const gone = act === "unfollow";
    const body = act === "follow" ? {} : { muted: act === "mute" };
    try {
      const response = await fetch(`/api/v1${this.dataset.path}`, {
        method: gone ? "DELETE" : "PUT",
        headers: { accept: "application/json", "content-type": "application/json" },
        body: gone ? undefined : JSON.stringify(body),
        credentials: "same-origin",
        signal: AbortSignal.timeout(8000),
      });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  /** @param {{ path: string, following: boolean, muted: boolean, followers: number }} standing */
  #learn({ path, following, muted, followers }) {
    if (path !== this.dataset.path) return;
    this.toggleAttribute("data-following", following);
    this.toggleAttribute("data-muted", muted);
    const [follow, bell] = [".follow-button", ".follow-bell"].map((name) => /** @type {HTMLButtonElement | null} */ (this.querySelector(name)));
    if (follow) {
      follow.value = following ? "unfollow" : "follow";
      follow.setAttribute("aria-pressed", String(following));
      const label = follow.querySelector("span");
      if (label) label.textContent = (following ? this.dataset.textFollowing : this.dataset.textFollow) ?? "";
    }
    if (bell) {
      bell.hidden = !following;
      bell.value = muted ? "unmute" : "mute";
      bell.setAttribute("aria-pressed", String(muted));
    }
    for (const count of document.querySelectorAll("[data-followers]")) {
      if (count instanceof HTMLElement && count.dataset.followers === path) count.textContent = new Intl.NumberFormat(document.documentElement.lang).format(followers);
    }
  }
}

customElements.define("vitrine-follow", VitrineFollow);
