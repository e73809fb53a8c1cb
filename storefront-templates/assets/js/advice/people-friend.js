// @ts-check
import { write } from "../element.js";
import { toast } from "../toast.js";
import * as api from "./people-api.js";
import { say, why } from "./words.js";

/** @typedef {import("./people-api.js").Invitation} Invitation */

/**
 * The shopper brings a friend along: makes a link, shows it, takes it back.
 *
 * Inside a `vitrine-advice-call`, whose `session` and events count here too. Inside this: buttons by `data-act`
 * (`open`, `make`, `copy`, `back`, `close`), a `dialog`, `[data-part=link]` with a field in it, `[data-part=note]`.
 */
class VitrineCallFriend extends HTMLElement {
  /** The link that is out, and its address where it is known here. @type {Invitation | null} */
  #link = null;
  #isFriendIn = false;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const call = this.closest("vitrine-advice-call");
    const take = (/** @type {Event} */ event) => this.#see(/** @type {CustomEvent<{ people: import("./people-api.js").Person[] }>} */ (event).detail.people);
    call?.addEventListener("call:welcome", take, { signal });
    call?.addEventListener("call:people", take, { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #session() {
    return this.closest("vitrine-advice-call")?.getAttribute("session") ?? "";
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  get #field() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector("[data-part=link] input"));
  }

  /** @param {Event} event */
  #click(event) {
    if (event.target === this.#dialog) return this.#dialog?.close();
    const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    const acts = {
      open: () => this.#open(),
      make: () => this.#make(),
      copy: () => this.#copy(),
      back: () => this.#takeBack(),
      close: () => this.#dialog?.close(),
    };
    const act = button?.getAttribute("data-act") ?? "";
    if (Object.hasOwn(acts, act)) acts[/** @type {keyof typeof acts} */ (act)]();
  }

  #open() {
    this.#show("");
    this.#dialog?.showModal();
    this.#load();
  }

  async #make() {
    const answer = await api.invite(this.#session, { kind: "friend" });
    if (!answer.ok) return this.#show(why(answer));
    this.#link = answer.data;
    this.#show("");
    this.#field?.focus();
    this.#field?.select();
  }

  async #copy() {
    const url = this.#field?.value ?? "";
    try {
      await navigator.clipboard.writeText(url);
      toast(say("friend-copied"));
    } catch {
      this.#field?.select();
    }
  }

  async #takeBack() {
    if (!this.#link) return;
    const answer = await api.withdraw(this.#session, this.#link.id);
    if (!answer.ok && answer.status !== 409) return this.#show(why(answer));
    this.#link = null;
    this.#show(say("friend-gone"));
  }

  /** @param {import("./people-api.js").Person[]} people */
  #see(people) {
    this.#isFriendIn = people.some(({ side }) => side === "friend");
    if (this.#isFriendIn) this.#link = null;
    if (this.#dialog?.open || this.#link) this.#load();
  }

  /** What has become of the link that is out. */
  async #load() {
    const answer = await api.invitations(this.#session);
    if (!answer.ok) return;
    const open = /** @type {Invitation[]} */ (answer.data).find(({ state }) => state === "open") ?? null;
    const wasOut = this.#link !== null;
    this.#link = open && { ...open, url: open.id === this.#link?.id ? this.#link.url : undefined };
    this.#show(wasOut && !open && !this.#isFriendIn ? say("friend-gone") : "");
  }

  /** @param {string} note */
  #show(note) {
    const url = this.#link?.url ?? "";
    if (this.#field) this.#field.value = url;
    this.#hide("[data-part=link]", !url || this.#isFriendIn);
    this.#hide("[data-act=back]", !this.#link || this.#isFriendIn);
    this.#hide("[data-act=make]", this.#isFriendIn);
    const make = this.querySelector("[data-act=make]");
    if (make) write(make, say(this.#link ? "friend-new" : "friend-make"));
    const place = this.querySelector("[data-part=note]");
    if (place) write(place, this.#isFriendIn ? say("friend-in") : note);
  }

  /** @param {string} place @param {boolean} isHidden */
  #hide(place, isHidden) {
    this.querySelector(place)?.toggleAttribute("hidden", isHidden);
  }
}

customElements.define("vitrine-call-friend", VitrineCallFriend);
