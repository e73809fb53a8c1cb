// @ts-check
import { deleteMessage, read, settleHeld, settleReport } from "./moderation.js";
import { textView } from "./message-view.js";
import { roomOf } from "./room.js";
import { toast } from "./toast.js";
import { fill } from "./words.js";

const LOOK_MS = 20_000;

/**
 * What waits for somebody who keeps the room: messages that were held back, and messages that
 * people reported.
 *
 * Inside: `[data-part=list]`; `[data-part=attention-count]` anywhere in the room has their number.
 * Words: `data-text-held`, `-through`, `-refuse`, `-reported` (`{name}`, `{reason}`), `-delete`,
 * `-fine`, and `data-text-reason-*`.
 */
class VitrineAttention extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  /** What stands in the list, by what it is about: nothing is rebuilt under a finger. @type {Map<string, HTMLElement>} */
  #entries = new Map();
  /** Only what was asked last is believed. */
  #looks = 0;
  #leaving = new AbortController();

  connectedCallback() {
    const room = roomOf(this);
    if (!room) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    for (const name of ["reset", "may"]) room.addEventListener(`room:${name}`, () => this.#offer(room), { signal });
    for (const name of ["held", "reset"]) room.addEventListener(`room:${name}`, () => this.#look(), { signal });
    room.addEventListener("vitrine:tab", (event) => /** @type {CustomEvent} */ (event).detail.id === "attention" && this.#look(), { signal });
    this.#timer = setInterval(() => !document.hidden && room.status === "open" && this.#look(), LOOK_MS);
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearInterval(this.#timer);
  }

  /**
   * Its tab is there for those who keep the room.
   * @param {import("./room.js").VitrineRoom} room
   */
  #offer(room) {
    const tab = room.querySelector("[data-part=tabs] > a[href='#attention']");
    tab?.toggleAttribute("hidden", !room.room.may.moderate);
  }

  async #look() {
    const room = roomOf(this);
    if (!room?.room.may.moderate) return;
    const look = (this.#looks += 1);
    const [held, reports] = await Promise.all([read(room, "held"), read(room, "reports")]);
    if (look !== this.#looks || held.problem || reports.problem) return;
    /** @type {Map<string, HTMLElement>} */
    const entries = new Map();
    for (const one of held.found.items) entries.set(`held ${one.id}`, this.#entries.get(`held ${one.id}`) ?? this.#held(one));
    for (const one of reports.found.items) entries.set(`report ${one.id}`, this.#entries.get(`report ${one.id}`) ?? this.#reported(one));
    this.#show(entries);
    for (const count of room.querySelectorAll("[data-part=attention-count]")) count.textContent = entries.size > 0 ? String(entries.size) : "";
  }

  /** @param {Map<string, HTMLElement>} entries */
  #show(entries) {
    const list = this.querySelector("[data-part=list]");
    for (const [id, element] of this.#entries) if (!entries.has(id)) element.remove();
    this.#entries = entries;
    [...entries.values()].forEach((element, at) => {
      if (list && list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
    });
    this.toggleAttribute("data-empty", entries.size === 0);
  }

  /** @param {{ id: string, from: import("./room-state.js").Face, text: string }} held */
  #held(held) {
    const text = Object.assign(document.createElement("p"), { className: "attention-text", textContent: held.text, dir: "auto" });
    return this.#entry(this.dataset.textHeld ?? "", held.from.name, text, [
      { text: this.dataset.textThrough ?? "", act: (room) => settleHeld(room, held.id, true) },
      { text: this.dataset.textRefuse ?? "", act: (room) => settleHeld(room, held.id, false) },
    ]);
  }

  /** @param {{ id: string, reason: string, reporter: { name: string }, message: import("./room-state.js").Message & { seq: number } }} report */
  #reported(report) {
    const reason = this.dataset[`textReason${report.reason.slice(0, 1).toUpperCase()}${report.reason.slice(1)}`] ?? report.reason;
    const why = fill(this.dataset.textReported, { name: report.reporter.name, reason });
    const text = Object.assign(document.createElement("p"), { className: "attention-text" });
    text.append(textView(report.message, null));
    return this.#entry(why, report.message.from.name, text, [
      {
        text: this.dataset.textDelete ?? "",
        act: async (room) => (await deleteMessage(room, report.message.seq)) ?? (await settleReport(room, report.id)),
      },
      { text: this.dataset.textFine ?? "", act: (room) => settleReport(room, report.id) },
    ]);
  }

  /**
   * @param {string} why
   * @param {string} name
   * @param {HTMLElement} text
   * @param {{ text: string, act: (room: import("./room.js").VitrineRoom) => Promise<string | null> }[]} acts
   */
  #entry(why, name, text, acts) {
    const item = Object.assign(document.createElement("li"), { className: "attention" });
    const who = Object.assign(document.createElement("p"), { className: "attention-who" });
    who.append(Object.assign(document.createElement("bdi"), { textContent: name }));
    const row = Object.assign(document.createElement("div"), { className: "question-controls" });
    for (const { text: label, act } of acts) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "small-button", textContent: label });
      button.addEventListener("click", () => this.#act(item, act));
      row.append(button);
    }
    item.append(Object.assign(document.createElement("p"), { className: "attention-why", textContent: why }), who, text, row);
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {(room: import("./room.js").VitrineRoom) => Promise<string | null>} act
   */
  async #act(item, act) {
    const room = roomOf(this);
    if (!room) return;
    const buttons = item.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    const problem = await act(room);
    for (const button of buttons) button.disabled = false;
    if (problem) toast(problem);
    this.#look();
  }
}

customElements.define("vitrine-attention", VitrineAttention);
