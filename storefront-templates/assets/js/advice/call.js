// @ts-check
import { problemOf } from "../devices.js";
import { write } from "../element.js";
import { showHealth } from "../health.js";
import { toast } from "../toast.js";
import * as api from "./api.js";
import { VitrineCallChat } from "./call-chat.js";
import { CallLine } from "./call-line.js";
import { Publishing } from "./publishing.js";
import { pulse } from "./pulse.js";
import { Watching } from "./watching.js";
import { say, why } from "./words.js";

/** Every so many beats of the pulse, which are a second each. */
const SIGN_EVERY = 4;
/** The line tells of the end; that it was missed is rare. */
const LOOK_SELDOM = 20;
const MEASURE_EVERY = 2;
/** A camera that is off sends no frames, which is no fault. */
const FRAMES_FINE = 30;

/** What is known of the other. @typedef {{ here: boolean, publishing: boolean, muted?: boolean, camera?: boolean }} Presence */

/**
 * A session of a shopper and an advisor: two pictures, sound, and what they write.
 *
 * `session`: its id; `shop`: the shop's slug; `you`: `shopper` or `advisor`; `whip`, `whep`, `socket`: the
 * addresses; `data-name`: the other's name. Inside: `[data-part=other]` and `[data-part=own]` (videos),
 * `[data-part=note]`, `[data-part=spoken]`, a `vitrine-call-chat`, buttons by `data-action`, the form that ends it.
 * `data-state`: `lobby`, `opening`, `call`, `text` (without sound and picture) or `elsewhere` (it went on in
 * another tab). `data-muted`, `data-unseen`: one's own; `data-other`: `away`, `here`, `coming` or `playing`;
 * `data-other-muted`, `data-other-unseen`. Whatever the server says is told as an event, `call:` and its type.
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
    if (this.#isAdvisor) this.#join(true);
    else this.#enter("lobby");
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#line?.close();
    this.#other?.stop();
    this.#own?.stop();
  }

  get #isAdvisor() {
    return this.getAttribute("you") === "advisor";
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
      this.#own?.stop();
      this.#other?.stop();
      this.#line?.close();
      this.#enter("elsewhere");
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
      turn: () => this.#own?.turn().catch((error) => toast(say(`camera-${problemOf(error)}`))),
      unmute: () => this.#other?.unmute(),
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
      this.#enter("call");
    } catch (error) {
      this.#enter("text");
      this.#say("note", `${say(`camera-${problemOf(error)}`)} ${say("text-only")}`);
    }
    this.#video("own").srcObject = own.stream;
    this.#video("own").play().catch(() => undefined);
    this.#hasJoined = true;
    this.#showOther();
    this.toggleAttribute("data-unseen", !own.video);
    this.toggleAttribute("data-muted", !own.audio);
    this.#tellState();
    this.#showButtons();
  }

  #mute() {
    const isMuted = this.toggleAttribute("data-muted");
    this.#own?.hear(!isMuted);
    this.#tellState();
    this.#showButtons();
  }

  async #camera() {
    const wasUnseen = this.hasAttribute("data-unseen");
    try {
      await this.#own?.see(wasUnseen);
    } catch (error) {
      return toast(say(`camera-${problemOf(error)}`));
    }
    this.toggleAttribute("data-unseen", !wasUnseen);
    this.#tellState();
    this.#showButtons();
  }

  #tellState() {
    this.#line?.send({ type: "state", muted: this.hasAttribute("data-muted"), camera: !this.hasAttribute("data-unseen") });
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
    const { here, publishing, muted, camera } = this.#presence;
    const before = this.dataset.other;
    const now = this.#isPlaying ? "playing" : !here ? "away" : publishing ? "coming" : "here";
    this.dataset.other = now;
    this.#wasHere ||= here;
    this.toggleAttribute("data-other-muted", this.#isPlaying && muted === true);
    this.toggleAttribute("data-other-unseen", camera === false);
    const name = this.dataset.name ?? "";
    const words = { playing: camera === false ? say("unseen", { name }) : "", coming: say("coming"), here: say("here", { name }), away: say(this.#wasHere ? "gone" : "away", { name }) }[now];
    this.#say("other-note", words);
    if (before !== now) this.#say("spoken", now === "playing" ? say(camera === false ? "heard" : "together", { name }) : words);
  }

  /** @param {any} message */
  #read(message) {
    this.dispatchEvent(new CustomEvent(`call:${message.type}`));
    if (message.type === "welcome") {
      this.#presence = message.other;
      this.#chat?.add(message.messages ?? []);
      this.#chat?.resend();
    } else if (message.type === "presence") {
      this.#presence = message;
    } else if (message.type === "message") {
      this.#chat?.add([message]);
    } else if (message.type === "refused") {
      this.#chat?.refuse(message.key);
      toast(say("not-sent"));
    } else if (message.type === "ended") {
      return this.#over();
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
    if (this.dataset.state === "elsewhere") return;
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
    if (answer.ok ? answer.data.state === "ended" : answer.status === 404) this.#over();
  }

  async #measure() {
    const health = await this.#own?.measure();
    this.querySelector("[data-part=health]")?.toggleAttribute("hidden", !health);
    if (health) showHealth(this, this.hasAttribute("data-unseen") ? { ...health, frames: FRAMES_FINE } : health);
  }

  #back() {
    this.#line?.open();
    this.#own?.again();
    this.#other?.start();
  }

  /** @param {Event} event */
  async #end(event) {
    event.preventDefault();
    const answer = await api.endSession(this.getAttribute("session") ?? "");
    if (answer.ok || answer.status === 404) this.#over();
    else toast(why(answer));
  }

  /** The page says how it ended; the server has let go of pictures and sound by itself. */
  #over() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#line?.close();
    // Whoever is paying goes on, and sees the end after that.
    if (!document.documentElement.hasAttribute("data-sheet")) return location.reload();
    toast(say("over"));
    document.addEventListener("vitrine:closed", () => location.reload(), { once: true });
  }
}

customElements.define("vitrine-advice-call", VitrineAdviceCall);
