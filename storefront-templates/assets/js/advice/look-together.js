// @ts-check
import { write } from "../element.js";
import { toast } from "../toast.js";
import { say } from "./words.js";

/** Where one is in the shop: its page, and how far down it one has come, from 0 to 1. @typedef {{ path: string, y: number }} Place */
/** @typedef {HTMLElement & { send: (message: object) => boolean }} Call */

/** So often where one is goes out at most. */
const TELL_MS = 250;
/** Who leads is told behind the welcome, or tells it again when they are back too; after this long nobody does. */
const BACK_MS = 5000;

/**
 * The shop's own pages, seen by both of a talk: an advisor leads, the others' panes follow until they take
 * them for themselves. Knows of the page in its frame what that says (`together-page.js`).
 *
 * Inside a `vitrine-advice-call`, whose `shop`, `you` and `data-name` count here too; hears `call:look`,
 * `call:people` and `call:welcome` there, and `goods:together` (`{ path? }`) on the document. Inside:
 * `[data-part=title]`, `[data-part=frame]`, and buttons by `data-look`: `myself`, `follow`, `end`. What is put in
 * the basket in the pane is told by `goods:put` (`{ variant }`). `data-mode`: `leads`, `follows` or `loose`.
 */
class VitrineLookTogether extends HTMLElement {
  /** Where whoever leads is. @type {Place | null} */
  #led = null;
  /** Whose side leads. */
  #leader = "";
  /** One has ended it for oneself: until it is over, nothing opens the pane again. */
  #isAway = false;
  /** How each side is called. @type {Map<string, string>} */
  #names = new Map();
  /** Where this pane is. @type {Place | null} */
  #own = null;
  /** @type {number | undefined} */
  #timer;
  #toldAt = 0;
  /** The line is back, and nothing was said yet of who leads. @type {number | undefined} */
  #silence;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const call = this.#call;
    call?.addEventListener("call:look", (event) => this.#hear(/** @type {CustomEvent<any>} */ (event).detail), { signal });
    for (const type of ["welcome", "people"]) call?.addEventListener(`call:${type}`, (event) => this.#meet(/** @type {CustomEvent<any>} */ (event).detail.people), { signal });
    call?.addEventListener("call:welcome", () => this.#back(), { signal });
    document.addEventListener("goods:together", (event) => this.#lead(/** @type {CustomEvent<{ path?: string }>} */ (event).detail?.path), { signal });
    addEventListener("message", (event) => this.#told(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#heard();
    this.#leaving.abort();
  }

  get #call() {
    return /** @type {Call | null} */ (this.closest("vitrine-advice-call"));
  }

  get #isStaff() {
    return ["advisor", "colleague"].includes(this.#call?.getAttribute("you") ?? "");
  }

  get #isShopper() {
    return this.#call?.getAttribute("you") === "shopper";
  }

  /** How somebody is called, without a side whom one faces. @param {string} [side] */
  #name(side = "") {
    return this.#names.get(side) ?? this.#call?.dataset.name ?? "";
  }

  /** @param {{ side: string, name: string }[]} [people] */
  #meet(people = []) {
    this.#names = new Map(people.map(({ side, name }) => [side, name]));
  }

  get #frame() {
    return this.querySelector("iframe");
  }

  /** Only pages of this shop: what the other one sends is not trusted with more. @param {unknown} path @returns {path is string} */
  #isOfShop(path) {
    const root = `/shops/${this.#call?.getAttribute("shop") ?? ""}`;
    if (typeof path !== "string" || !path.startsWith(root)) return false;
    const { origin, pathname } = new URL(path, location.href);
    return origin === location.origin && (pathname === root || pathname.startsWith(`${root}/products/`));
  }

  /** The advisor begins, at a product or at the shop. @param {string} [path] */
  #lead(path = `/shops/${this.#call?.getAttribute("shop") ?? ""}`) {
    if (!this.#isStaff || !this.#isOfShop(path)) return;
    this.#heard();
    this.#isAway = false;
    this.#open("leads");
    this.#go({ path, y: 0 });
    this.#tell({ path, y: 0 }, true);
  }

  /** @param {"leads" | "follows" | "loose"} mode */
  #open(mode) {
    const isNew = this.hidden;
    this.dataset.mode = mode;
    this.hidden = false;
    this.#call?.toggleAttribute("data-look", true);
    const name = this.#name(mode === "leads" ? "shopper" : this.#leader);
    const title = this.querySelector("[data-part=title]");
    if (title) write(title, mode === "leads" ? say("look-title-own", { name }) : mode === "loose" ? say("look-loose") : say("look-title", { name }));
    for (const [act, shows] of /** @type {[string, boolean][]} */ ([["myself", mode === "follows"], ["follow", mode === "loose"], ["end", mode !== "follows"]])) this.querySelector(`[data-look=${act}]`)?.toggleAttribute("hidden", !shows);
    if (isNew && mode === "follows") toast(say("look-begun", { name }));
  }

  #close() {
    clearTimeout(this.#timer);
    this.hidden = true;
    delete this.dataset.mode;
    this.#call?.removeAttribute("data-look");
    this.#own = null;
    this.#frame?.setAttribute("src", "about:blank");
  }

  /** @param {Event} event */
  #click(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[data-look]") : null;
    if (!(pressed instanceof HTMLElement)) return;
    const { look } = pressed.dataset;
    if (look === "myself") this.#loosen();
    if (look === "follow") this.#follow();
    if (look === "end") this.#end();
    // What was pressed may be gone.
    const left = this.querySelector("[data-look]:not([hidden])");
    if (!this.hidden && pressed.hidden && left instanceof HTMLElement) left.focus();
  }

  /** One's own from here on. */
  #loosen() {
    if (this.dataset.mode === "follows") this.#open("loose");
  }

  #follow() {
    const led = this.#led;
    if (!led) return this.#close();
    this.#open("follows");
    this.#go(led);
    toast(say("look-follows", { name: this.#name(this.#leader) }));
  }

  /** Whoever leads ends it for all, and so does the shopper; anybody else for themselves. */
  #end() {
    const leads = this.dataset.mode === "leads";
    this.#isAway = !leads && this.#led !== null;
    if (leads || (this.#isShopper && this.#led)) this.#call?.send({ type: "look", path: null });
    this.#close();
  }

  /** Whoever leads is somewhere, or leads no more. @param {{ by?: string, path?: unknown, y?: unknown }} letter */
  #hear({ by, path, y }) {
    const isBack = this.#heard();
    const isOver = !this.#isOfShop(path);
    if (isOver) {
      this.#led = null;
      this.#isAway = false;
    }
    if (by === this.#call?.getAttribute("you")) return isBack && !isOver && this.#leadOn({ path, y: Number(y) || 0 });
    if (isOver) {
      const { mode } = this.dataset;
      if (mode !== "follows" && mode !== "leads") return;
      this.#close();
      // The shopper may end it too.
      const isLeader = mode === "follows" && by === this.#leader;
      return toast(say(isLeader ? "look-ended" : "look-ended-by", { name: this.#name(by) }));
    }
    this.#led = { path, y: Number(y) || 0 };
    this.#leader = by ?? "";
    if (this.#isAway || this.dataset.mode === "loose") return;
    this.#open("follows");
    this.#go(this.#led);
  }

  /** The line is back, perhaps to a server that knows nothing of it any more. */
  #back() {
    if (this.dataset.mode === "leads" && this.#own) this.#tell(this.#own, true);
    // That one has ended it may have been lost.
    if (this.#isAway && this.#isShopper) this.#call?.send({ type: "look", path: null });
    this.#heard();
    if (this.dataset.mode !== "leads") this.#silence = setTimeout(() => this.#hear({ by: this.#leader, path: null }), BACK_MS);
  }

  /** Whether this is the first that is said since the line is back. */
  #heard() {
    const isFirst = this.#silence !== undefined;
    clearTimeout(this.#silence);
    this.#silence = undefined;
    return isFirst;
  }

  /** One led before the page was loaded anew: the others' panes stand there still. @param {Place} place */
  #leadOn(place) {
    if (this.dataset.mode) return;
    this.#open("leads");
    this.#go(place);
  }

  /** Brings the pane there. @param {Place} place */
  #go(place) {
    const frame = this.#frame;
    if (!frame) return;
    if (this.#own?.path === place.path) {
      this.#own = place;
      return frame.contentWindow?.postMessage({ vitrine: "scroll", y: place.y }, location.origin);
    }
    this.#own = place;
    const url = new URL(place.path, location.href);
    url.searchParams.set("together", "1");
    url.hash = "";
    // In the place of the page before: the talk's own way back stays as it was.
    if (frame.contentWindow && frame.src !== "about:blank" && frame.getAttribute("src")) frame.contentWindow.location.replace(url);
    else frame.src = url.href;
  }

  /** What the page in the frame says. @param {MessageEvent} event */
  #told({ origin, source, data }) {
    if (origin !== location.origin || source !== this.#frame?.contentWindow || !data || this.hidden) return;
    if (data.vitrine === "put" && typeof data.variant === "string") document.dispatchEvent(new CustomEvent("goods:put", { detail: { variant: data.variant } }));
    if (data.vitrine === "touch") this.#loosen();
    if (data.vitrine === "ready") this.#arrived(data.path);
    if (data.vitrine === "at" && this.#isOfShop(data.path)) this.#moved({ path: data.path, y: Number(data.y) || 0 });
  }

  /** A page is there: at the height it is to be seen at. @param {unknown} path */
  #arrived(path) {
    if (!this.#isOfShop(path)) return;
    const led = this.dataset.mode === "follows" ? this.#led : this.#own;
    if (led?.path === path) this.#frame?.contentWindow?.postMessage({ vitrine: "scroll", y: led.y }, location.origin);
    else this.#moved({ path, y: 0 });
  }

  /** @param {Place} place */
  #moved(place) {
    this.#own = place;
    if (this.dataset.mode === "leads") this.#tell(place);
  }

  /** The last one always goes out. @param {Place} place @param {boolean} [begins] */
  #tell(place, begins = false) {
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.#toldAt + TELL_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#toldAt = performance.now();
      this.#call?.send({ type: "look", ...place, begins });
    }, wait);
  }
}

customElements.define("vitrine-look-together", VitrineLookTogether);
