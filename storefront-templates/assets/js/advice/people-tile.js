// @ts-check
import { make, write } from "../element.js";
import { faceView } from "../face.js";
import { icon } from "../icon.js";
import { toast } from "../toast.js";
import * as api from "./people-api.js";
import { Watching } from "./watching.js";
import { say, why } from "./words.js";

/** @typedef {import("./people-api.js").Person} Person */

/** One more of those in a talk: their picture, small, and their sound. */
export class Tile {
  #video = /** @type {HTMLVideoElement} */ (make("video", { playsinline: true }));
  #name = make("span.call-tile-name");
  #marks = make("span.call-tile-marks");
  #watching;
  #isPlaying = false;
  #hasJoined = false;
  /** @type {Person} */
  #person;

  /**
   * @param {Person} person
   * @param {{ session: string, whep: string, canShowOut: boolean }} talk
   * @param {(isBlocked: boolean) => void} blocked the browser wants a press before anything is heard
   */
  constructor(person, { session, whep, canShowOut }, blocked) {
    this.#person = person;
    const role = say(`role-${person.side}`);
    this.#video.setAttribute("aria-label", say("tile-of", { name: person.name, role }));
    write(this.#name, person.name);
    const face = make("span.call-tile-face", {}, faceView({ handle: person.name, name: person.name, avatar: person.avatar_url, hue: 0 }));
    this.view = make("figure.call-tile", { "data-side": person.side }, this.#video, face, make("figcaption", {}, this.#name, make("span.sr-only", {}, `, ${role}`), this.#marks), canShowOut && outButton(person, session));
    this.#watching = new Watching(this.#video, `${whep}?of=${person.side}`, (state) => {
      this.#isPlaying = state === "playing" || state === "blocked";
      if (state === "blocked") blocked(true);
      this.#show();
    });
    this.see(person);
  }

  get name() {
    return this.#person.name;
  }

  /** How they are there now. @param {Omit<Person, "name" | "avatar_url">} presence */
  see(presence) {
    this.#person = { ...this.#person, ...presence };
    this.#show();
  }

  /** From now on they are seen and heard. */
  watch() {
    this.#hasJoined = true;
    this.#show();
  }

  again() {
    this.#watching.start();
  }

  unmute() {
    this.#watching.unmute();
  }

  stop() {
    this.#hasJoined = false;
    this.#watching.stop();
    this.#watching.sends(false);
  }

  /** They are in the talk no more: what came from them has ended. */
  leave() {
    this.#hasJoined = false;
    this.#watching.abandon();
    this.view.remove();
  }

  #show() {
    const { here, publishing, muted, camera } = this.#person;
    this.#watching?.sends(this.#hasJoined && publishing);
    const isSeen = this.#isPlaying && camera !== false;
    this.view.toggleAttribute("data-playing", isSeen);
    this.view.toggleAttribute("data-away", !here);
    const marks = [here ? "" : say("tile-away"), this.#isPlaying && muted ? say("tile-muted") : ""].filter(Boolean).join(", ");
    if (this.#marks.dataset.marks === marks) return;
    this.#marks.dataset.marks = marks;
    this.#marks.replaceChildren(...(here && marks ? [icon("mic-off"), make("span.sr-only", {}, `, ${marks}`)] : marks ? [make("span.sr-only", {}, ", "), marks] : []));
  }
}

/** @param {Person} person @param {string} session */
function outButton({ side, name }, session) {
  const label = say("out", { name });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const answer = await api.showOut(session, side);
    if (!answer.ok) toast(why(answer));
  };
  const form = make("form", { method: "dialog" }, make("button.glass-button", { type: "submit", "aria-label": label, title: label }, icon("close")));
  const confirm = make("vitrine-confirm.call-tile-out", { "data-title": say("out-sure", { name }), "data-text": say("out-text"), "data-yes": say("out-yes"), "data-no": say("out-no") }, form);
  confirm.addEventListener("submit", submit);
  return confirm;
}
