// @ts-check
import { ask } from "./json-api.js";
import { amount, minorOf, plainAmount } from "./money.js";
import { tellRefusal } from "./refusal.js";
import { serverNow } from "./server-time.js";
import { toast } from "./toast.js";
import { fill } from "./words.js";

/** @typedef {import("./show-window.js").Card} Card */

/**
 * The small form of a flash price: a price or a share off, for so many minutes, for so many units.
 * The room hears `offer:changed` once it runs.
 */
export class VitrineOfferForm extends HTMLElement {
  /** @type {Card | null} */
  #card = null;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const form = this.#form;
    form?.addEventListener("input", (event) => this.#input(event), { signal });
    form?.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #form() {
    return this.querySelector("form");
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form?.elements.namedItem(name));
  }

  /** @param {string} part @param {string} text */
  #put(part, text) {
    const place = this.querySelector(`[data-part=${part}]`);
    if (place) place.textContent = text;
  }

  /** @param {Card} card */
  open(card) {
    this.#card = card;
    const picture = this.querySelector("img");
    if (picture) picture.src = card.pictures[0]?.url ?? "";
    this.#put("name", card.name);
    this.#show();
    this.querySelector("dialog")?.showModal();
    this.#field("value").select();
  }

  get #kind() {
    return new FormData(this.#form ?? undefined).get("kind") === "amount" ? "amount" : "percent";
  }

  /** What is typed, as the server takes it; null where it makes no sense. */
  get #value() {
    const text = this.#field("value").value;
    const currency = this.#card?.variants[0]?.price.currency ?? "EUR";
    if (this.#kind === "amount") return minorOf(text, currency);
    const share = /^\d{1,2}$/u.test(text.trim()) ? Number(text) : 0;
    return share >= 1 ? share : null;
  }

  /** @param {Event} event */
  #input(event) {
    if (event.target instanceof HTMLInputElement && event.target.name === "kind") {
      const [cheapest] = this.#prices();
      const value = this.#field("value");
      value.value = this.#kind === "percent" || !cheapest ? "20" : plainAmount({ ...cheapest, minor: Math.round(cheapest.minor * 0.8) });
      this.#put("value-label", (this.#kind === "percent" ? this.dataset.textValuePercent : this.dataset.textValueAmount) ?? "");
      value.select();
    }
    this.#show();
  }

  /** Prices without an offer, the lowest first. */
  #prices() {
    return [...(this.#card?.variants ?? [])].map(({ price }) => price).sort((a, b) => a.minor - b.minor);
  }

  /** What the offer would make of the price; says why not where it can't be. */
  #show() {
    const prices = this.#prices();
    const value = this.#value;
    const [cheapest] = prices;
    const after = value === null || !cheapest ? null : this.#kind === "amount" ? value : Math.round((cheapest.minor * (100 - value)) / 100);
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-part=now]"));
    const higher = after !== null && cheapest && after >= cheapest.minor;
    this.#field("value").setCustomValidity(after === null || higher ? (this.dataset.textBad ?? "") : "");
    place.toggleAttribute("data-bad", after === null || Boolean(higher));
    if (after === null || !cheapest) return this.#put("now", this.dataset.textBad ?? "");
    if (higher) return this.#put("now", this.dataset.textHigher ?? "");
    const words = prices.some(({ minor }) => minor !== cheapest.minor) ? this.dataset.textRange : this.dataset.textNow;
    this.#put("now", fill(words, { before: amount(cheapest), after: amount({ ...cheapest, minor: after }) }));
  }

  /** @param {Event} event */
  #click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const dialog = this.querySelector("dialog");
    if (target === dialog || target?.closest("[data-action=close]")) dialog?.close();
    const chip = target?.closest("[data-minutes]");
    if (chip instanceof HTMLElement) this.#field("minutes").value = chip.dataset.minutes ?? "";
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const value = this.#value;
    if (!this.#card || value === null) return;
    const units = this.#field("units").value;
    const button = event.submitter;
    button?.toggleAttribute("disabled", true);
    const answer = await ask("POST", `${this.getAttribute("shop")}/offers`, {
      product: this.#card.id,
      show: this.getAttribute("show")?.split("/").pop(),
      kind: this.#kind,
      value,
      ends_at: new Date(serverNow() + Number(this.#field("minutes").value) * 60_000).toISOString(),
      most_units: units ? Number(units) : null,
    });
    button?.toggleAttribute("disabled", false);
    if (!answer.ok) return tellRefusal(answer, this.dataset, "offer");
    this.querySelector("dialog")?.close();
    toast(this.dataset.textBegun ?? "");
    this.closest("vitrine-room")?.dispatchEvent(new CustomEvent("offer:changed"));
  }
}

customElements.define("vitrine-offer-form", VitrineOfferForm);
