// @ts-check
import { problemOf } from "../devices.js";
import { write } from "../element.js";
import { faceView } from "../face.js";
import { showHealth } from "../health.js";
import { toast } from "../toast.js";
import * as api from "./api.js";
import { VitrineCallChat } from "./call-chat.js";
import { CallLine } from "./call-line.js";
import * as people from "./people-api.js";
import { Publishing } from "./publishing.js";
import { pulse } from "./pulse.js";
import { Watching } from "./watching.js";
import { say, why } from "./words.js";

/** Every so many beats of the pulse, which are a second each. */
const SIGN_EVERY = 4;
/** The line tells of the end; that it was missed is rare. */
const LOOK_SELDOM = 20;
const MEASURE_EVERY = 2;
const BACK_AFTER_MS = 1000;
/** A camera that is off sends no frames, which is no fault. */
const FRAMES_FINE = 30;

/** Whom one faces, as whom: those of the shop the shopper, the others the advisor. @type {Record<string, string>} */
const FACES = { shopper: "advisor", friend: "advisor", advisor: "shopper", colleague: "shopper" };

/** What is known of the other. @typedef {{ here: boolean, publishing: boolean, muted?: boolean, camera?: boolean, screen?: boolean }} Presence */

/**
 * A session of a shopper and an advisor: their pictures, sound, and what they write. Whoever came besides is a
 * `vitrine-call-people`'s affair.
 *
 * `session`: its id; `shop`: the shop's slug; `you`: `shopper`, `advisor`, `colleague` or `friend`; `whip`, `whep`,
 * `socket`: the addresses; `data-name`: the name of whom one faces; `data-back`: where one goes who is in it no more. Inside: `[data-part=other]` and `[data-part=own]` (videos),
 * `[data-part=note]`, `[data-part=spoken]`, a `vitrine-call-chat`, buttons by `data-action`, the form that ends it.
 * `data-state`: `lobby`, `opening`, `call`, `text` (without sound and picture) or `elsewhere` (it went on in
 * another tab). `data-muted`, `data-unseen`: one's own; `data-other`: `away`, `here`, `coming` or `playing`;
 * `data-other-muted`, `data-other-unseen`. Whatever the server says is told as an event, `call:` and its type; so
 * are `call:joined` (from then on others are heard), `call:elsewhere`, `call:unmute` and `call:online`.
 */
class VitrineAdviceCall extends HTMLElement {
  /** @type {Publishing | undefined} */
  #own;
  /** @type {Watching | undefined} */
  #other;
  /** @type {CallLine | undefined} */
  #line;
  /** @type {Presence} */
  #presence = { here: false, publishing: false };
  #beats = 0;
  #isPlaying = false;
  #isOver = false;
  #hasJoined = false;
  /** The camera is being opened, closed or turned. */
  #isBusy = false;
  /** The other was there before. */
  #wasHere = false;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const address = (/** @type {string} */ name) => this.getAttribute(name) ?? "";
    this.#own = new Publishing(address("whip"), (state) => this.#sends(state));
    this.#other = new Watching(this.#video("other"), address("whep"), (state) => this.#plays(state));
    this.#line = new CallLine(address("socket"), { message: (message) => this.#read(message), status: (status, reason) => this.#lineIs(status, reason) });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("submit", (event) => event.target instanceof HTMLFormElement && event.target.matches("[data-part=end] form") && this.#end(event), { signal });
    this.addEventListener("vitrine:say", (event) => this.#line?.send({ type: "say", ...(/** @type {CustomEvent<object>} */ (event).detail) }), { signal });
    addEventListener("online", () => this.#back(), { signal });
    signal.addEventListener("abort", pulse(() => this.#beat()));
    this.#alone(signal);
    this.#line.open();
    if (this.#isStaff) this.#join(true);
    else this.#enter("lobby");
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#line?.close();
    this.#other?.stop();
    this.#own?.stop();
  }

  /** Tells the server; whether it went out. @param {object} message */
  send(message) {
    return this.#line?.send(message) ?? false;
  }

  /** Sends that picture in the place of the camera's; without one the camera is back. @param {MediaStreamTrack | null} track */
  async showScreen(track) {
    await this.#own?.show(track);
    this.toggleAttribute("data-screen", track !== null);
    this.#tellState();
  }

  get #isAdvisor() {
    return this.getAttribute("you") === "advisor";
  }

  /** Of the shop: such come in by themselves. */
  get #isStaff() {
    return this.#faces === "shopper";
  }

  /** Came besides: leaves, and it goes on. */
  get #isBesides() {
    return this.#you === "colleague" || this.#you === "friend";
  }

  get #you() {
    return this.getAttribute("you") ?? "";
  }

  get #faces() {
    return FACES[this.#you] ?? "";
  }

  get #isElsewhere() {
    return this.dataset.state === "elsewhere";
  }

  get #chat() {
    const chat = this.querySelector("vitrine-call-chat");
    return chat instanceof VitrineCallChat ? chat : null;
  }

  /** @param {string} name */
  #video(name) {
    return /** @type {HTMLVideoElement} */ (this.querySelector(`video[data-part=${name}]`));
  }

  /** @param {string} name @param {string} text */
  #say(name, text) {
    const place = this.querySelector(`[data-part=${name}]`);
    if (place) write(place, text);
  }

  /** @param {string} state */
  #enter(state) {
    this.dataset.state = state;
    this.querySelector("[data-action=again]")?.toggleAttribute("hidden", state !== "text");
    this.#say("note", state === "opening" ? say("opening") : state === "text" ? say("text-only") : "");
  }

  /** Whoever opens it in another tab goes on there: two would push each other out for ever. @param {AbortSignal} signal */
  #alone(signal) {
    const tabs = new BroadcastChannel(`vitrine-advice:${this.getAttribute("session")}`);
    tabs.addEventListener("message", () => {
      this.#enter("elsewhere");
      this.#own?.stop();
      this.#other?.stop();
      this.#line?.close();
      this.dispatchEvent(new CustomEvent("call:elsewhere"));
    });
    tabs.postMessage(null);
    signal.addEventListener("abort", () => tabs.close());
  }

  /** @param {Event} event */
  #click(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(button instanceof HTMLElement)) return;
    const actions = {
      "join-seen": () => this.#join(true),
      "join-heard": () => this.#join(false),
      again: () => this.#join(true),
      here: () => location.reload(),
      mute: () => this.#mute(),
      camera: () => this.#camera(),
      turn: () => this.#turn(),
      unmute: () => this.#unmute(),
    };
    const { action } = button.dataset;
    if (action && Object.hasOwn(actions, action)) actions[/** @type {keyof typeof actions} */ (action)]();
  }

  /** Opens camera and microphone. Without any one can still read and write. @param {boolean} seen */
  async #join(seen) {
    const own = this.#own;
    if (!own) return;
    this.#enter("opening");
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no devices", "NotFoundError");
      await own.start(seen);
      if (this.#isElsewhere) return;
      this.#enter("call");
    } catch (error) {
      if (this.#isElsewhere) return;
      this.#enter("text");
      this.#say("note", `${say(`camera-${problemOf(error)}`)} ${say("text-only")}`);
    }
    this.#video("own").srcObject = own.stream;
    this.#video("own").play().catch(() => undefined);
    this.#hasJoined = true;
    this.dispatchEvent(new CustomEvent("call:joined"));
    this.#showOther();
    this.toggleAttribute("data-unseen", !own.video);
    this.toggleAttribute("data-muted", !own.audio);
    this.#tellState();
    this.#showButtons();
    // What was pressed is gone: one goes on where one's own are.
    const next = this.querySelector(this.dataset.state === "text" ? ".call-field" : "[data-action=mute]:enabled") ?? this.querySelector(".call-field");
    if (next instanceof HTMLElement && (document.activeElement === document.body || document.activeElement?.closest("[data-when=lobby]"))) next.focus({ preventScroll: true });
  }

  /** Somebody pressed: from now on all may be heard. */
  #unmute() {
    this.#other?.unmute();
    this.dispatchEvent(new CustomEvent("call:unmute"));
  }

  #mute() {
    const isMuted = this.toggleAttribute("data-muted");
    this.#own?.hear(!isMuted);
    this.#tellState();
    this.#showButtons();
  }

  #camera() {
    const wasUnseen = this.hasAttribute("data-unseen");
    return this.#withCamera(async () => {
      await this.#own?.see(wasUnseen);
      this.toggleAttribute("data-unseen", !wasUnseen);
      this.#tellState();
    });
  }

  #turn() {
    return this.#withCamera(async () => this.#own?.turn());
  }

  /** One thing at a time: two presses would open it twice. @param {() => Promise<void>} act */
  async #withCamera(act) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await act();
    } catch (error) {
      toast(say(`camera-${problemOf(error)}`));
    }
    this.#isBusy = false;
    this.#showButtons();
  }

  #tellState() {
    this.#line?.send({ type: "state", muted: this.hasAttribute("data-muted"), camera: this.hasAttribute("data-screen") || !this.hasAttribute("data-unseen"), screen: this.hasAttribute("data-screen") });
  }

  #showButtons() {
    const own = this.#own;
    this.toggleAttribute("data-mirror", own?.facing !== "environment");
    const press = (/** @type {string} */ name, /** @type {boolean} */ pressed) => this.querySelector(`[data-action=${name}]`)?.setAttribute("aria-pressed", String(pressed));
    press("mute", this.hasAttribute("data-muted"));
    press("camera", this.hasAttribute("data-unseen"));
    this.querySelector("[data-action=mute]")?.toggleAttribute("disabled", !own?.audio);
    const turns = matchMedia("(pointer: coarse)").matches && !this.hasAttribute("data-unseen");
    this.querySelector("[data-action=turn]")?.toggleAttribute("hidden", !turns);
  }

  /** @param {import("./publishing.js").State} state */
  #sends(state) {
    this.dataset.own = state;
    if (this.dataset.state !== "call" && this.dataset.state !== "opening") return;
    if (state === "lost") this.#say("note", say("reconnecting"));
    if (state === "sending") this.#say("note", "");
    if (state === "over") this.#look();
  }

  /** @param {import("./watching.js").State} state */
  #plays(state) {
    this.#isPlaying = state === "playing" || state === "blocked";
    this.querySelector("[data-action=unmute]")?.toggleAttribute("hidden", state !== "blocked");
    if (state === "over") this.#look();
    this.#showOther();
  }

  #showOther() {
    // Nobody is heard before one has come in.
    this.#other?.sends(this.#hasJoined && this.#presence.publishing);
    const { here, publishing, muted, camera, screen } = this.#presence;
    const before = this.dataset.other;
    const now = this.#isPlaying ? "playing" : !here ? "away" : publishing ? "coming" : "here";
    this.dataset.other = now;
    this.#wasHere ||= here;
    this.toggleAttribute("data-other-muted", this.#isPlaying && muted === true);
    this.toggleAttribute("data-other-unseen", camera === false);
    this.toggleAttribute("data-other-screen", screen === true);
    const name = this.dataset.name ?? "";
    const words = { playing: camera === false ? say("unseen", { name }) : "", coming: say("coming"), here: say("here", { name }), away: say(this.#wasHere ? "gone" : "away", { name }) }[now];
    this.#say("other-note", words);
    if (before !== now) this.#say("spoken", now === "playing" ? say(camera === false ? "heard" : "together", { name }) : words);
  }

  /** @param {any} message */
  #read(message) {
    this.dispatchEvent(new CustomEvent(`call:${message.type}`, { detail: message }));
    if (message.type === "welcome") {
      if (message.you !== this.getAttribute("you")) return location.reload();
      this.#presence = message.other;
      this.#face(message.other);
      this.#chat?.add(message.messages ?? []);
      this.#chat?.resend();
    } else if (message.type === "presence") {
      if (message.side !== this.#faces) return;
      this.#presence = message;
    } else if (message.type === "people") {
      const faced = message.people.find((/** @type {{ side: string }} */ { side }) => side === this.#faces);
      if (!faced) return;
      this.#presence = faced;
      this.#face(faced);
    } else if (message.type === "message") {
      this.#chat?.add([message]);
    } else if (message.type === "refused") {
      this.#chat?.refuse(message.key);
      toast(say("not-sent"));
    } else if (message.type === "out") {
      // As after a hand-over: on another side, or in it no more.
      return message.now ? location.reload() : this.#out();
    } else if (message.type === "ended") {
      return this.#over(true);
    }
    this.#showOther();
  }

  /**
   * @param {import("./call-line.js").Status} status
   * @param {string} reason
   */
  #lineIs(status, reason) {
    this.toggleAttribute("data-offline", status === "connecting");
    if (status === "open") this.#tellState();
    if (status !== "closed" || reason === "left") return;
    if (reason === "ended" || reason === "expired") this.#over();
    else this.#look();
  }

  #beat() {
    this.#beats += 1;
    const isOpen = this.#line?.status === "open";
    if (this.#isElsewhere) return;
    if (this.#beats % SIGN_EVERY === 0) {
      // The open line is a sign of oneself; without it the server is told by other means.
      if (!isOpen && this.#isAdvisor) api.seen(this.getAttribute("shop") ?? "");
    }
    if (this.#beats % (isOpen ? LOOK_SELDOM : SIGN_EVERY) === 0) this.#look();
    if (this.#beats % MEASURE_EVERY === 0) this.#measure();
  }

  /** Asks how the session stands, which is a sign of its shopper. */
  async #look() {
    const answer = await api.session(this.getAttribute("session") ?? "");
    if (this.#isElsewhere) return;
    if (!answer.ok) return answer.status === 404 ? this.#out() : undefined;
    if (answer.data.state === "ended") return this.#over();
    // One is somebody else in it now, as after a hand-over.
    if (answer.data.you !== this.#you) return location.reload();
    // Shown out by one right, and in by another; not at once, should that go on.
    setTimeout(() => this.#line?.status === "closed" && !this.#isOver && !this.#isElsewhere && this.#line.open(), BACK_AFTER_MS);
  }

  async #measure() {
    const health = await this.#own?.measure();
    this.querySelector("[data-part=health]")?.toggleAttribute("hidden", !health);
    if (health) showHealth(this, this.hasAttribute("data-unseen") ? { ...health, frames: FRAMES_FINE } : health);
  }

  #back() {
    if (this.#isElsewhere || this.#isOver) return;
    this.#line?.open();
    this.#own?.again();
    this.#other?.start();
    this.dispatchEvent(new CustomEvent("call:online"));
  }

  /** @param {Event} event */
  async #end(event) {
    event.preventDefault();
    const session = this.getAttribute("session") ?? "";
    const answer = this.#isBesides ? await people.leave(session) : await api.endSession(session);
    if (!answer.ok && answer.status !== 404) toast(why(answer));
    else if (this.#isBesides) this.#out();
    else this.#over();
  }

  /** It is another one's now, or one is not in it any more; it may go on. */
  #out() {
    if (this.#you === "shopper") return this.#over();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#line?.close();
    location.replace(this.dataset.back ?? "/");
  }

  /** Whom one faces, who may be another one than before. @param {{ name: string, avatar_url: string | null }} person */
  #face({ name, avatar_url }) {
    if (name === this.dataset.name) return;
    this.dataset.name = name;
    this.#chat?.setAttribute("data-name", name);
    const field = this.querySelector(".call-field");
    for (const attribute of ["aria-label", "placeholder"]) field?.setAttribute(attribute, say("write-to", { name }));
    const heading = this.querySelector(".call-name")?.firstChild;
    if (heading) heading.textContent = name;
    this.#video("other").setAttribute("aria-label", say("picture-of", { name }));
    const face = faceView({ handle: name, name, avatar: avatar_url, hue: 0 });
    face.className = "avatar avatar-m";
    this.querySelector(".call-face")?.replaceChildren(face);
    this.#wasHere = false;
  }

  /**
   * The page says how it ended; the server has let go of pictures and sound by itself.
   * @param {boolean} [isTold] by the server's letter: others have heard it
   */
  #over(isTold = false) {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#line?.close();
    this.#own?.abandon();
    this.#other?.abandon();
    if (!isTold) this.dispatchEvent(new CustomEvent("call:ended", { detail: { type: "ended" } }));
    // Whoever is paying goes on, and sees the end after that.
    if (!document.documentElement.hasAttribute("data-sheet")) return location.reload();
    toast(say("over"));
    document.addEventListener("vitrine:closed", () => location.reload(), { once: true });
  }
}

customElements.define("vitrine-advice-call", VitrineAdviceCall);
