// @ts-check
import { toast } from "../toast.js";
import { Tile } from "./people-tile.js";
import { say } from "./words.js";

/** @typedef {import("./people-api.js").Person} Person */
/** @typedef {import("./people-api.js").Side} Side */

/** Whom one may show out. @type {Record<string, Side[]>} */
const SHOWS_OUT = { shopper: ["friend", "colleague"], advisor: ["colleague"] };

/**
 * Those in a talk besides oneself and whom one faces: a small picture each, above one's own, which stands here as
 * well. It also says who comes, who goes, and when another one is the advisor.
 *
 * Inside a `vitrine-advice-call`, whose `session`, `whep`, `you` and events count here too.
 */
class VitrineCallPeople extends HTMLElement {
  /** @type {Map<Side, Tile>} */
  #tiles = new Map();
  /** How each was called, with whom one faces; null before it is known. @type {Map<Side, string> | null} */
  #names = null;
  #hasJoined = false;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const call = this.closest("vitrine-advice-call");
    const hear = (/** @type {string} */ type, /** @type {(detail: any) => void} */ take) => call?.addEventListener(`call:${type}`, (event) => take(/** @type {CustomEvent} */ (event).detail), { signal });
    const each = (/** @type {(tile: Tile) => void} */ act) => () => this.#tiles.forEach(act);
    hear("welcome", ({ people }) => this.#take(people));
    hear("people", ({ people }) => this.#take(people));
    hear("presence", (presence) => this.#tiles.get(presence.side)?.see(presence));
    hear("joined", () => {
      this.#hasJoined = true;
      this.#tiles.forEach((tile) => tile.watch());
    });
    hear("elsewhere", each((tile) => tile.stop()));
    hear("ended", each((tile) => tile.stop()));
    hear("unmute", each((tile) => tile.unmute()));
    hear("online", each((tile) => tile.again()));
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#tiles.forEach((tile) => tile.stop());
  }

  /** @param {string} name of the talk's */
  #of(name) {
    return this.closest("vitrine-advice-call")?.getAttribute(name) ?? "";
  }

  get #faces() {
    return ["shopper", "friend"].includes(this.#of("you")) ? "advisor" : "shopper";
  }

  /** @param {Person[]} people */
  #take(people) {
    this.#tell(new Map(people.map(({ side, name }) => [side, name])));
    const others = people.filter(({ side }) => side !== this.#faces);
    for (const [side, tile] of this.#tiles) {
      const stays = others.some((person) => person.side === side && person.name === tile.name);
      if (!stays) this.#remove(side, tile);
    }
    for (const person of others) {
      const tile = this.#tiles.get(person.side);
      if (tile) tile.see(person);
      else this.#add(person);
    }
    this.closest("vitrine-advice-call")?.setAttribute("data-people", String(people.length + 1));
  }

  /** @param {Person} person */
  #add(person) {
    const canShowOut = (SHOWS_OUT[this.#of("you")] ?? []).includes(person.side);
    const call = this.closest("vitrine-advice-call");
    const tile = new Tile(person, { session: this.#of("session"), whep: this.#of("whep"), canShowOut }, () => call?.querySelector("[data-action=unmute]")?.removeAttribute("hidden"));
    this.#tiles.set(person.side, tile);
    this.prepend(tile.view);
    if (this.#hasJoined) tile.watch();
  }

  /** @param {Side} side @param {Tile} tile */
  #remove(side, tile) {
    tile.leave();
    this.#tiles.delete(side);
  }

  /** Says what has changed since it was known last. @param {Map<Side, string>} names */
  #tell(names) {
    const before = this.#names;
    this.#names = names;
    if (!before) return;
    const [from, to] = [before.get("advisor"), names.get("advisor")];
    const isHandedOver = from !== undefined && to !== undefined && from !== to;
    const isShopper = this.#of("you") === "shopper";
    if (isHandedOver) toast(say(isShopper ? "handed" : "handed-staff", { from, to }));
    for (const side of /** @type {Side[]} */ (["colleague", "friend"])) {
      const [was, is] = [before.get(side), names.get(side)];
      if (was === is) continue;
      // Whoever has handed over and stays has not come, and whoever takes over has not gone.
      if (is !== undefined && !(isHandedOver && is === from)) toast(say("joined", { name: is }));
      if (was !== undefined && !(isHandedOver && was === to)) toast(say("left", { name: was }));
    }
  }
}

customElements.define("vitrine-call-people", VitrineCallPeople);
