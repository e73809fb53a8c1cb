// @ts-check
import { RoomElement } from "./room-element.js";
import { receive, shown, unknownRoom } from "./room-state.js";
import { PIECE_MS, Timeline } from "./timeline.js";

const TICK_MS = 200;
/** What comes next is fetched so long before it is needed. */
const AHEAD_MS = 30_000;
/** After a jump the room is built again from so far back, or from so many messages. */
const BACK_MS = 600_000;
const BACK_MESSAGES = 100;
/** More than this between two looks, at normal speed, is a jump. */
const JUMP_MS = 1500;

/**
 * A room played again in time with the `video` inside: the same elements show it as in a live room.
 * `timeline`: where its events are.
 */
class VitrineReplayRoom extends RoomElement {
  /** @type {Timeline | undefined} */
  #timeline;
  /** Up to where the room is shown, in ms of the replay; null until something is. @type {number | null} */
  #at = null;
  /** @type {number | undefined} */
  #timer;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#timeline = new Timeline(this.getAttribute("timeline") ?? "", () => this.#look());
    for (const name of ["seeked", "timeupdate", "playing"]) this.addEventListener(name, () => this.#look(), { signal, capture: true });
    this.#timer = setInterval(() => this.#video && !this.#video.paused && this.#look(), TICK_MS);
    this.#begin(signal);
    this.#look();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearInterval(this.#timer);
  }

  /**
   * At the second that the address names (`#t=95`), such as one in which a product came up.
   * @param {AbortSignal} signal
   */
  #begin(signal) {
    const second = Number(/^#t=(\d{1,6})$/u.exec(location.hash)?.[1] ?? 0);
    const video = this.#video;
    if (!second || !video) return;
    const jump = () => {
      video.currentTime = Math.min(second, Math.max(0, video.duration - 1));
    };
    if (video.readyState > 0) jump();
    else video.addEventListener("loadedmetadata", jump, { signal, once: true });
  }

  get #video() {
    return this.querySelector("video");
  }

  /** Brings the room to where the picture is. */
  #look() {
    const video = this.#video;
    const timeline = this.#timeline;
    if (!video || !timeline || video.seeking) return;
    const now = Math.round(video.currentTime * 1000);
    const here = timeline.piece(now);
    timeline.piece(now + AHEAD_MS);
    if (!here) return;
    const step = this.#at === null ? Infinity : now - this.#at;
    if (step < 0 || step > JUMP_MS * Math.max(1, video.playbackRate)) this.#build(timeline, now);
    else if (step > 0) this.#play(timeline, this.#at ?? 0, now);
  }

  /**
   * What happened in between, as it happened.
   * @param {Timeline} timeline
   * @param {number} from
   * @param {number} to
   */
  #play(timeline, from, to) {
    const { events, hearts } = timeline.between(from, to);
    this.#at = to;
    for (const { event } of events) {
      const { room, news } = again(this.room, event);
      this.room = room;
      for (const one of news) this.tell(one.kind, one);
    }
    const added = hearts.reduce((sum, { n }) => sum + n, 0);
    if (added > 0) this.tell("counts", { added, hues: hearts.flatMap(({ hues }) => hues) });
  }

  /**
   * The room as it was at `now`, from what was said shortly before.
   * @param {Timeline} timeline
   * @param {number} now
   */
  #build(timeline, now) {
    let from = Math.floor(now / PIECE_MS) * PIECE_MS;
    let events = timeline.between(from - 1, now).events;
    const told = () => events.filter(({ event }) => event.t === "said" || event.t === "asked").length;
    while (from > 0 && now - from < BACK_MS && told() < BACK_MESSAGES) {
      // What has not come yet brings us here again.
      if (!timeline.piece(from - PIECE_MS)) return;
      from -= PIECE_MS;
      events = timeline.between(from - 1, now).events;
    }
    this.#at = now;
    const piece = timeline.piece(from);
    const nothing = unknownRoom();
    const before = { ...nothing, ...shown(nothing, piece?.window ?? {}), pinned: piece?.pinned ?? null };
    this.room = events.reduce((room, { event }) => again(room, event).room, before);
    this.tell("reset", {});
  }
}

/**
 * The room after an event that is known to be the next, whatever its number.
 * @param {import("./room-state.js").Room} room
 * @param {any} event
 */
function again(room, event) {
  return receive({ ...room, seq: event.seq - 1 }, event);
}

customElements.define("vitrine-replay-room", VitrineReplayRoom);
