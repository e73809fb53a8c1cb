// @ts-check
import { icon } from "./icon.js";
import { roomAround } from "./room-element.js";

/** As many float at once, at most. */
const POOL = 30;
const FLIGHT_MS = 2600;
/** Others' hearts of one count rise one after another within this time. */
const SPREAD_MS = 700;
/** Own hearts were shown when they were sent; for so long they are expected in the counts. */
const OWN_MS = 2000;

/**
 * Hearts that float up over the picture, each in its sender's colour: own ones at once, others' as
 * the counts tell of them. Where motion is unwanted `[data-part=tally]` says how many came.
 */
class VitrineHearts extends HTMLElement {
  /** @type {HTMLElement[]} */
  #idle = [];
  #own = 0;
  #ownAt = 0;
  #tally = 0;
  /** @type {number | undefined} */
  #tallying;
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #leaving = new AbortController();

  connectedCallback() {
    const room = roomAround(this);
    if (!room) return;
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    room.addEventListener("room:hearted", (event) => this.#mine(/** @type {CustomEvent<{ n: number }>} */ (event).detail.n), { signal });
    room.addEventListener("room:counts", (event) => this.#theirs(/** @type {CustomEvent<{ added: number, hues: number[] }>} */ (event).detail), { signal });
    this.#idle = Array.from({ length: POOL }, () => heart());
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#tallying);
    this.replaceChildren(...this.querySelectorAll("[data-part]"));
  }

  /** @param {number} n */
  #mine(n) {
    this.#own += n;
    this.#ownAt = performance.now();
    this.show(Array.from({ length: n }, () => roomAround(this)?.room.you?.hue ?? 0));
  }

  /** @param {{ added: number, hues: number[] }} counts */
  #theirs({ added, hues }) {
    if (performance.now() - this.#ownAt > OWN_MS) this.#own = 0;
    const own = Math.min(this.#own, added);
    this.#own -= own;
    const mine = roomAround(this)?.room.you?.hue;
    let skip = own;
    const others = hues.filter((hue) => hue !== mine || (skip -= 1) < 0).slice(0, added - own);
    this.show(others, SPREAD_MS);
  }

  /**
   * Lets a heart of each hue rise, spread over `spread` milliseconds.
   * @param {number[]} hues
   * @param {number} [spread]
   */
  show(hues, spread = 0) {
    if (hues.length === 0 || document.hidden) return;
    if (this.#calm.matches) return this.#count(hues.length);
    hues.forEach((hue, at) => this.#float(hue, (at / hues.length) * spread));
  }

  /**
   * @param {number} hue
   * @param {number} delay
   */
  #float(hue, delay) {
    const view = this.#idle.pop();
    if (!view) return;
    view.style.setProperty("--hue", String(Number(hue) || 0));
    this.append(view);
    const sway = (Math.random() - 0.5) * 56;
    const turn = (Math.random() - 0.5) * 40;
    const size = 0.75 + Math.random() * 0.5;
    const rise = this.clientHeight * (0.72 + Math.random() * 0.24);
    const flight = view.animate(
      [
        { opacity: 0, transform: `translate(0, 0) scale(${size * 0.3})` },
        { opacity: 1, transform: `translate(${sway * 0.4}px, ${-rise * 0.18}px) rotate(${turn * 0.5}deg) scale(${size})`, offset: 0.16 },
        { opacity: 0.95, transform: `translate(${-sway}px, ${-rise * 0.6}px) rotate(${-turn}deg) scale(${size})`, offset: 0.62 },
        { opacity: 0, transform: `translate(${sway * 0.5}px, ${-rise}px) rotate(${turn}deg) scale(${size * 0.9})` },
      ],
      { duration: FLIGHT_MS * (0.85 + Math.random() * 0.3), delay, easing: "cubic-bezier(0.3, 0.4, 0.5, 1)", fill: "both" },
    );
    const land = () => {
      view.remove();
      this.#idle.push(view);
    };
    flight.finished.then(land, land);
  }

  /** @param {number} n */
  #count(n) {
    this.#tally += n;
    const place = this.querySelector("[data-part=tally]");
    if (!(place instanceof HTMLElement)) return;
    place.hidden = false;
    const number = place.querySelector("span");
    if (number) number.textContent = `+${this.#tally}`;
    clearTimeout(this.#tallying);
    this.#tallying = setTimeout(() => {
      this.#tally = 0;
      place.hidden = true;
    }, FLIGHT_MS);
  }
}

function heart() {
  const view = document.createElement("span");
  view.className = "heart";
  view.append(icon("heart-full"));
  return view;
}

customElements.define("vitrine-hearts", VitrineHearts);
