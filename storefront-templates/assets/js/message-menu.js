// @ts-check
import { icon } from "./icon.js";
import { deleteMessage, pardon, pin, report, sanction, setQuestion } from "./moderation.js";
import { roomOf } from "./room.js";
import { toast } from "./toast.js";
import { fill } from "./words.js";

/** @typedef {import("./room-state.js").Message & { seq: number }} Message */
/** `sure` is what the entry asks before it acts. @typedef {{ icon: string, text: string, sure?: string, bad?: boolean, act: () => void }} Entry */

const REASONS = ["spam", "insult", "unsafe", "other"];
const MINUTES = [5, 60];

/**
 * What may be done about a message: opens where a `[data-action=message-menu]` of the room is
 * pressed, with what this visitor may. What can't be undone asks first, in its place; the rest can
 * be undone for a while. Its words are its `data-text-*`.
 */
class VitrineMessageMenu extends HTMLElement {
  /** @type {HTMLElement | null} */
  #opener = null;
  #leaving = new AbortController();

  connectedCallback() {
    const room = roomOf(this);
    if (!room) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.popover = "auto";
    this.setAttribute("role", "menu");
    room.addEventListener("click", (event) => this.#click(event), { signal });
    room.addEventListener("room:deleted", (event) => this.#gone(/** @type {CustomEvent<{ messages: number[] }>} */ (event).detail.messages), { signal });
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("toggle", (event) => /** @type {ToggleEvent} */ (event).newState === "closed" && this.#closed(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  /** @param {Event} event */
  #click(event) {
    const opener = event.target instanceof Element ? event.target.closest("[data-action=message-menu]") : null;
    const seq = Number(opener?.closest("[data-seq]")?.getAttribute("data-seq"));
    const message = roomOf(this)?.room.messages.find((one) => one.seq === seq);
    if (!(opener instanceof HTMLElement) || !message) return;
    this.#open(opener, /** @type {Message} */ (message));
  }

  /**
   * @param {HTMLElement} opener
   * @param {Message} message
   */
  #open(opener, message) {
    this.#opener = opener;
    opener.setAttribute("aria-expanded", "true");
    this.dataset.seq = String(message.seq);
    this.setAttribute("aria-label", opener.getAttribute("aria-label") ?? "");
    this.#fill(this.#entries(message));
    this.showPopover();
    this.#place(opener);
    this.querySelector("button")?.focus();
  }

  /** @param {HTMLElement} opener */
  #place(opener) {
    const at = opener.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this;
    const below = at.bottom + height + 8 < innerHeight;
    this.style.setProperty("--left", `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`);
    this.style.setProperty("--top", `${Math.max(8, below ? at.bottom + 4 : at.top - height - 4)}px`);
  }

  #closed() {
    this.#opener?.setAttribute("aria-expanded", "false");
    if (document.activeElement === document.body || this.contains(document.activeElement)) this.#opener?.focus({ preventScroll: true });
    this.#opener = null;
    this.replaceChildren();
  }

  /** @param {number[]} messages */
  #gone(messages) {
    if (this.matches(":popover-open") && messages.includes(Number(this.dataset.seq))) this.hidePopover();
  }

  /** @param {Entry[]} entries */
  #fill(entries) {
    this.replaceChildren(...entries.map((entry) => this.#button(entry)));
  }

  /** @param {Entry} entry */
  #button({ icon: name, text, sure, bad, act }) {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    const label = Object.assign(document.createElement("span"), { textContent: text });
    button.setAttribute("role", "menuitem");
    button.toggleAttribute("data-bad", bad === true);
    button.append(icon(name), label);
    let asked = sure === undefined;
    button.addEventListener("click", () => {
      if (asked) return act();
      asked = true;
      button.dataset.sure = "";
      label.textContent = sure ?? "";
    });
    return button;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const all = [...this.querySelectorAll("button")];
    const at = all.findIndex((button) => button === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || all.length === 0) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  }

  /**
   * @param {string} name
   * @param {Message} message
   */
  #words(name, message) {
    return fill(this.dataset[`text${name}`], { name: message.from.name });
  }

  /**
   * @param {Message} message
   * @returns {Entry[]}
   */
  #entries(message) {
    const room = roomOf(this);
    if (!room) return [];
    const { may, you, pinned } = room.room;
    const own = message.from.handle === you?.handle;
    const words = (/** @type {string} */ name) => this.#words(name, message);
    /** @type {Entry[]} */
    const entries = [];
    if (!own) entries.push({ icon: "reply", text: words("Reply"), act: () => this.#reply(message) });
    if (may.moderate) {
      if (message.t === "asked") entries.push({ icon: "question", text: words("Answer"), act: () => this.#run(setQuestion(room, message.seq, "now")) });
      const on = pinned?.seq === message.seq;
      entries.push({ icon: on ? "unpin" : "pin", text: words(on ? "Unpin" : "Pin"), act: () => this.#run(pin(room, on ? null : message.seq)) });
    }
    if (!own) entries.push({ icon: "person", text: words("Profile"), act: () => this.#profile(message) });
    if (own || may.moderate) entries.push({ icon: "trash", text: words("Delete"), sure: words("DeleteSure"), bad: true, act: () => this.#run(deleteMessage(room, message.seq)) });
    if (!own && !may.moderate) entries.push({ icon: "flag", text: words("Report"), act: () => this.#report(message) });
    if (!own && may.moderate && message.from.badge !== "host") entries.push(...this.#sanctions(message));
    return entries;
  }

  /**
   * @param {Message} message
   * @returns {Entry[]}
   */
  #sanctions(message) {
    const times = MINUTES.map((minutes) => ({
      icon: "clock",
      text: this.#words(`TimeOut${minutes}`, message),
      act: () => this.#sanction(message, "time_out", `TimedOut${minutes}`, minutes * 60),
    }));
    return [
      ...times,
      { icon: "ghost", text: this.#words("Shadow", message), act: () => this.#sanction(message, "shadow_ban", "Shadowed") },
      { icon: "ban", text: this.#words("Ban", message), sure: this.#words("BanSure", message), bad: true, act: () => this.#sanction(message, "ban", "Banned") },
    ];
  }

  /** @param {Message} message */
  #reply(message) {
    this.hidePopover();
    this.closest("vitrine-room")?.dispatchEvent(new CustomEvent("vitrine:reply", { detail: { handle: message.from.handle } }));
  }

  /** @param {Message} message */
  #profile(message) {
    this.hidePopover();
    open(`/@${encodeURIComponent(message.from.handle)}`, "_blank", "noopener");
  }

  /** @param {Message} message */
  #report(message) {
    const room = roomOf(this);
    if (!room) return;
    const reasons = REASONS.map((reason) => ({
      icon: "flag",
      text: this.dataset[`textReason${reason[0].toUpperCase()}${reason.slice(1)}`] ?? reason,
      act: () => this.#run(report(room, message.seq, reason), this.dataset.textReported),
    }));
    this.#fill(reasons);
    if (this.#opener) this.#place(this.#opener);
    this.querySelector("button")?.focus();
  }

  /**
   * @param {Message} message
   * @param {import("./moderation.js").SanctionKind} kind
   * @param {string} says what was done, the name of its words
   * @param {number} [seconds]
   */
  #sanction(message, kind, says, seconds) {
    const room = roomOf(this);
    if (!room) return;
    const { handle } = message.from;
    const undo = { label: this.dataset.textUndo ?? "", run: () => this.#run(pardon(room, handle, kind), this.#words("Pardoned", message)) };
    this.#run(sanction(room, handle, kind, seconds), this.#words(says, message), undo);
  }

  /**
   * Closes, and says what came of it.
   * @param {Promise<string | null>} doing
   * @param {string} [done]
   * @param {{ label: string, run: () => void }} [undo]
   */
  async #run(doing, done, undo) {
    if (this.matches(":popover-open")) this.hidePopover();
    const problem = await doing;
    if (problem) toast(problem);
    else if (done) toast(done, undo);
  }
}

customElements.define("vitrine-message-menu", VitrineMessageMenu);
