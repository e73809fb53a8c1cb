// @ts-check
import { fillChoice, listDevices, openDevices, problemOf } from "./devices.js";
import { clock } from "./duration.js";
import { fetchArrival, joinHealth, showHealth, showReplayNote } from "./health.js";
import { Level } from "./level.js";
import { fetchShow, shortCount } from "./show.js";
import { Refused } from "./signalling.js";
import { Whip } from "./whip.js";

const POLL_MS = 5000;
const ICE_PATIENCE_MS = 2000;
const RESTART_PATIENCE_MS = 3000;
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 5000;
/** A session of ours that died is given up by the server within 10 s; until then it answers 409. */
const TAKEOVER_MS = 20_000;
/** The server ends a show whose host stays away for a minute. */
const GIVE_UP_MS = 60_000;

/** @typedef {"idle" | "preview" | "connecting" | "live" | "reconnecting" | "ended" | "failed"} State */

/**
 * Goes live with this device's camera and microphone.
 *
 * `whip`: where to publish; `show`: the show as JSON. The markup inside is the server's, with
 * places by `data-part` and buttons by `data-action`. Tells where it is by `data-state` and
 * dispatches `vitrine:state`. A reload or a crash leaves the session to the server, so that the
 * show can go on; only the form that ends the show ends it.
 */
class VitrineBroadcaster extends HTMLElement {
  /** @type {MediaStream | undefined} */
  #stream;
  /** @type {Whip | undefined} */
  #whip;
  /** @type {Level | undefined} */
  #level;
  /** @type {import("./devices.js").Choice} */
  #choice = {};
  /** @type {number | undefined} */
  #ice;
  /** @type {number | undefined} */
  #retry;
  #attempt = 0;
  #lostAt = 0;
  #startedAt = 0;
  /** @type {import("./health.js").Arrival | null} */
  #arrival = null;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#level = new Level(this.querySelector("meter"));
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("submit", () => this.#end(), { signal });
    for (const name of ["cameras", "mics"]) {
      this.#part(name)?.addEventListener("change", () => this.#choose(), { signal });
    }
    addEventListener("beforeunload", (event) => this.#onAir && event.preventDefault(), { signal });
    addEventListener("online", () => this.state === "reconnecting" && this.#reconnect(), { signal });
    const tick = setInterval(() => this.#tick(), 1000);
    const poll = setInterval(() => this.#look(), POLL_MS);
    signal.addEventListener("abort", () => [tick, poll].forEach(clearInterval));
    // An encoder's broadcast is watched from here as well.
    if (this.hasAttribute("data-on-air")) this.#look();
    if (!isSecureContext || !navigator.mediaDevices?.getUserMedia) return this.#fail("insecure");
    if (typeof RTCPeerConnection !== "function") return this.#fail("unsupported");
    navigator.mediaDevices.addEventListener("devicechange", () => this.#stream && this.#list(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    clearTimeout(this.#ice);
    clearTimeout(this.#retry);
    this.#whip?.abandon();
    this.#closeDevices();
  }

  /** @returns {State} */
  get state() {
    return /** @type {State} */ (this.dataset.state ?? "idle");
  }

  get #onAir() {
    return this.state === "live" || this.state === "reconnecting" || this.state === "connecting";
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement | null} */ (this.querySelector(`[data-part=${name}]`));
  }

  /** @param {State} state */
  #enter(state) {
    if (this.state === state) return;
    this.dataset.state = state;
    // A show that has not begun can't be ended.
    const end = this.#onAir && this.hasAttribute("data-on-air");
    const shown = { badge: this.#onAir && state !== "connecting", audience: state === "live", controls: this.#stream !== undefined && state !== "ended" && state !== "failed", end };
    for (const [name, show] of Object.entries(shown)) this.#part(name)?.toggleAttribute("hidden", !show);
    this.querySelector("[data-action=go]")?.toggleAttribute("hidden", this.#onAir);
    const note = this.#part("note");
    const text = { connecting: note?.dataset.textConnecting, live: note?.dataset.textLive, reconnecting: note?.dataset.textReconnecting }[/** @type {string} */ (state)];
    if (note) note.textContent = text ?? "";
    this.dispatchEvent(new CustomEvent("vitrine:state", { bubbles: true, detail: { state } }));
  }

  /** @param {"denied" | "busy" | "missing" | "insecure" | "unsupported" | "occupied" | "refused" | "offline"} reason */
  #fail(reason) {
    this.#whip?.abandon();
    this.#whip = undefined;
    clearTimeout(this.#retry);
    this.dataset.reason = reason;
    const words = { denied: this.dataset.textDenied, busy: this.dataset.textBusy, missing: this.dataset.textMissing, occupied: this.dataset.textOccupied, refused: this.dataset.textRefused, offline: this.dataset.textOffline, unsupported: this.dataset.textUnsupported, insecure: undefined }[reason];
    const problem = this.#part("problem");
    if (problem && words) problem.textContent = words;
    this.#enter("failed");
  }

  /** @param {Event} event */
  #click(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(button instanceof HTMLElement)) return;
    const actions = {
      preview: () => this.#preview(),
      again: () => this.#preview(),
      resume: () => this.#resume(),
      go: () => this.#go(),
      mic: () => this.#toggle("audio", button),
      camera: () => this.#toggle("video", button),
      flip: () => this.#flip(),
    };
    actions[/** @type {keyof typeof actions} */ (button.dataset.action)]?.();
  }

  async #preview() {
    delete this.dataset.reason;
    try {
      await this.#openDevices();
    } catch (error) {
      this.#fail(problemOf(error));
      return false;
    }
    this.#enter("preview");
    return true;
  }

  async #resume() {
    if (await this.#preview()) await this.#go();
  }

  async #openDevices() {
    const stream = await openDevices(this.#choice);
    this.#closeDevices();
    this.#stream = stream;
    const video = this.querySelector("video");
    if (video) {
      video.srcObject = stream;
      await video.play().catch(() => undefined);
    }
    const [camera] = stream.getVideoTracks();
    if (camera) camera.contentHint = "motion";
    // A camera that faces its owner is shown as a mirror would; viewers see it as it is.
    this.toggleAttribute("data-mirror", camera?.getSettings().facingMode !== "environment");
    this.#level?.listen(stream);
    for (const track of stream.getTracks()) {
      track.enabled = !this.hasAttribute(`data-${track.kind}-off`);
      await this.#whip?.replace(track);
    }
    await this.#list();
  }

  #closeDevices() {
    this.#level?.stop();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
  }

  async #list() {
    const [camera] = this.#stream?.getVideoTracks() ?? [];
    const [mic] = this.#stream?.getAudioTracks() ?? [];
    const cameras = await listDevices("videoinput");
    const mics = await listDevices("audioinput");
    fillChoice(/** @type {HTMLSelectElement} */ (this.#part("cameras")), cameras, camera?.getSettings().deviceId, this.dataset.textCamera ?? "{n}");
    fillChoice(/** @type {HTMLSelectElement} */ (this.#part("mics")), mics, mic?.getSettings().deviceId, this.dataset.textMic ?? "{n}");
    const turns = cameras.length > 1 && matchMedia("(pointer: coarse)").matches;
    this.querySelector("[data-action=flip]")?.toggleAttribute("hidden", !turns);
  }

  #choose() {
    const value = (/** @type {string} */ name) => /** @type {HTMLSelectElement} */ (this.#part(name)).value || undefined;
    this.#choice = { camera: value("cameras"), mic: value("mics") };
    this.#openDevices().catch((error) => this.#onAir || this.#fail(problemOf(error)));
  }

  #flip() {
    this.#choice = { mic: this.#choice.mic, facing: this.#choice.facing === "environment" ? "user" : "environment" };
    // Phones often open one camera at a time: let go of the one before.
    for (const track of this.#stream?.getVideoTracks() ?? []) track.stop();
    this.#openDevices().catch((error) => this.#onAir || this.#fail(problemOf(error)));
  }

  /**
   * @param {"audio" | "video"} kind
   * @param {HTMLElement} button
   */
  #toggle(kind, button) {
    const off = this.toggleAttribute(`data-${kind}-off`);
    button.setAttribute("aria-pressed", String(off));
    for (const track of this.#stream?.getTracks() ?? []) if (track.kind === kind) track.enabled = !off;
  }

  async #go() {
    this.#enter("connecting");
    this.#attempt = 0;
    this.#lostAt = performance.now();
    await this.#publish();
  }

  /** Opens a session; a session of ours that died at the server is taken over with patience. */
  async #publish() {
    if (!this.#stream) return;
    this.#whip?.abandon();
    const whip = new Whip(this.getAttribute("whip") ?? "", this.#stream, (state) => whip === this.#whip && this.#iceState(state));
    this.#whip = whip;
    try {
      await whip.start();
    } catch (error) {
      if (whip !== this.#whip) return;
      whip.abandon();
      const waited = performance.now() - this.#lostAt;
      const resuming = this.state === "reconnecting" || this.hasAttribute("data-on-air");
      const status = error instanceof Refused ? error.status : 0;
      if (status === 409 && !(resuming && waited < TAKEOVER_MS)) return this.#fail("occupied");
      if (status === 410) return this.#enter("ended");
      if (status >= 400 && status < 500 && status !== 409 && status !== 429) return this.#fail("refused");
      if (waited > (resuming ? GIVE_UP_MS : TAKEOVER_MS)) return this.#fail("offline");
      this.#publishLater();
    }
  }

  #publishLater() {
    clearTimeout(this.#retry);
    const wait = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#publish(), wait);
  }

  /** @param {RTCIceConnectionState} state */
  #iceState(state) {
    clearTimeout(this.#ice);
    if (state === "connected" || state === "completed") {
      clearTimeout(this.#retry);
      this.#attempt = 0;
      this.#startedAt ||= Date.now();
      this.setAttribute("data-on-air", "");
      this.#enter("live");
      this.#look();
    }
    if (state === "disconnected") this.#ice = setTimeout(() => this.#lost(), ICE_PATIENCE_MS);
    if (state === "failed") this.#lost();
  }

  #lost() {
    if (this.state !== "reconnecting") this.#lostAt = performance.now();
    this.#enter("reconnecting");
    this.#reconnect();
  }

  /** First the cheap way, new ICE credentials on the session there is; then a new session. */
  async #reconnect() {
    clearTimeout(this.#retry);
    const whip = this.#whip;
    try {
      await whip?.restart();
      this.#retry = setTimeout(() => this.state === "reconnecting" && this.#publish(), RESTART_PATIENCE_MS);
    } catch {
      if (whip === this.#whip) this.#publish();
    }
  }

  /** The form that ends the show is on its way; the session ends with it. */
  #end() {
    this.#whip?.end();
    this.#whip = undefined;
    this.#enter("ended");
    this.#closeDevices();
  }

  async #tick() {
    if (!this.#onAir) return;
    const timer = this.#part("timer");
    if (timer && this.#startedAt) timer.textContent = clock((Date.now() - this.#startedAt) / 1000);
    if (this.state === "live" && this.#whip) this.#showHealth(await this.#whip.measure().catch(() => null));
  }

  /** @param {import("./whip.js").Health | null} sent */
  #showHealth(sent) {
    const health = joinHealth(sent, this.#arrival);
    if (health) showHealth(this, health);
  }

  /** Asks the server how the show is and how it arrives, also where an encoder sends it. */
  async #look() {
    const address = this.getAttribute("show") ?? "";
    const show = await fetchShow(address);
    if (!show) {
      this.#arrival = null;
      return;
    }
    if (show.started_at) this.#startedAt = Date.parse(show.started_at);
    const over = show.state === "ended" || show.state === "expired";
    if (over && (this.state === "live" || this.state === "reconnecting")) return this.#end();
    if (show.state !== "live") return;
    if (show.viewers !== undefined) {
      const count = shortCount(show.viewers);
      for (const place of this.querySelectorAll("[data-part=viewers], [data-health=viewers]")) place.textContent = count;
    }
    this.#arrival = await fetchArrival(address);
    if (!this.#arrival) return;
    showReplayNote(this.#arrival.replay_note);
    if (!this.#onAir) this.#showHealth(null);
  }
}

customElements.define("vitrine-broadcaster", VitrineBroadcaster);
