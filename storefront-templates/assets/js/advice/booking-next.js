// @ts-check
import { make } from "../element.js";
import { ask } from "../json-api.js";
import { serverNow } from "../server-time.js";
import { fill } from "../words.js";
import { dayTime } from "./clock-words.js";

/** How often it is looked what comes. */
const LOOK_MS = 30_000;
const DAY_S = 86_400;
const SHOWN = 3;

/** @typedef {{ id: string, name: string, state: string, starts_at: string, starts_in_s: number, here_at: string | null }} Booking */

/**
 * What is booked within a day, on the desk of whoever it is with: the next first, and whether its shopper is here.
 *
 * `shop`: its slug. `data-text-next` (with `{name}`), `data-text-here` are the words, `data-url` leads to all of them.
 */
class VitrineBookingNext extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  /** What stands there: drawn only where that is another. */
  #print = "";

  connectedCallback() {
    this.#look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  async #look() {
    clearTimeout(this.#timer);
    const shop = encodeURIComponent(this.getAttribute("shop") ?? "");
    const to = encodeURIComponent(new Date(serverNow() + DAY_S * 1000).toISOString());
    const answer = await ask("GET", `/api/v1/shops/${shop}/advice/bookings?to=${to}`);
    if (!this.isConnected) return;
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
    if (answer.ok) this.#show(answer.data.items ?? []);
  }

  /** @param {Booking[]} all */
  #show(all) {
    const near = all.filter(({ state, starts_in_s }) => state === "booked" && starts_in_s < DAY_S).slice(0, SHOWN);
    this.hidden = near.length === 0;
    const print = JSON.stringify(near.map(({ id, name, starts_at, here_at }) => [id, name, dayTime(starts_at), here_at]));
    if (print === this.#print) return;
    this.#print = print;
    this.replaceChildren(make("ul.booking-next", {}, ...near.map((one) => this.#line(one))));
  }

  /** @param {Booking} booking */
  #line({ id, name, starts_at, here_at }) {
    const when = make("vitrine-time", { "data-style": "day-time" }, make("time", { datetime: starts_at }, starts_at));
    const words = fill(this.dataset.textNext ?? "{name}", { name });
    const here = here_at ? make("strong", {}, this.dataset.textHere ?? "") : null;
    return make("li", { "data-here": Boolean(here_at) }, make("a", { href: `${this.dataset.url ?? ""}#booking-${id}` }, words), " ", when, " ", here);
  }
}

customElements.define("vitrine-booking-next", VitrineBookingNext);
