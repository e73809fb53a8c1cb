// @ts-check
import { toast } from "./toast.js";

/**
 * Turns Web Push on and off for this browser. Asks for permission only when its button is pressed.
 *
 * Inside: `button` and `[data-part=state]`. Words: `data-text-on`, `-off` (what the button does),
 * `-is-on`, `-is-off`, `-denied`, `-missing`, `-failed`.
 */
class VitrinePush extends HTMLElement {
  #busy = false;

  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => this.#press());
    this.#look();
  }

  get #possible() {
    return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  }

  async #look() {
    const button = this.querySelector("button");
    if (!button) return;
    const denied = this.#possible && Notification.permission === "denied";
    const on = this.#possible && !denied && (await this.#isOn());
    const { textIsOn, textIsOff, textDenied, textMissing, textOn, textOff } = this.dataset;
    this.#say((!this.#possible ? textMissing : denied ? textDenied : on ? textIsOn : textIsOff) ?? "");
    button.hidden = !this.#possible || denied;
    button.setAttribute("aria-pressed", String(on));
    const label = button.querySelector("span");
    if (label) label.textContent = (on ? textOff : textOn) ?? "";
  }

  /** @param {string} text */
  #say(text) {
    const state = this.querySelector("[data-part=state]");
    if (state) state.textContent = text;
  }

  async #subscription() {
    const worker = await navigator.serviceWorker.getRegistration("/");
    return (await worker?.pushManager.getSubscription()) ?? null;
  }

  /**
   * Whether this browser is told. It keeps its subscription when somebody signs out; the server
   * forgets it with their session.
   */
  async #isOn() {
    const known = await this.#subscription();
    if (!known) return false;
    const held = await subscriptions();
    return held.includes(known.endpoint);
  }

  async #press() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const known = await this.#subscription();
      if (known && (await this.#isOn())) await this.#end(known);
      else await this.#begin();
    } catch {
      toast(this.dataset.textFailed ?? "");
    }
    this.#busy = false;
    this.#look();
  }

  async #begin() {
    // First of all, while the press still counts as one.
    if ((await Notification.requestPermission()) !== "granted") return;
    await navigator.serviceWorker.register("/sw.js", { scope: "/" });
    const worker = await navigator.serviceWorker.ready;
    const response = await fetch("/api/v1/push/key", { headers: { accept: "application/json" } });
    const { key } = await response.json();
    const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    if (await send("POST", subscription.toJSON())) return;
    await subscription.unsubscribe();
    throw new Error("the server did not take the subscription");
  }

  /** @param {PushSubscription} subscription */
  async #end(subscription) {
    // The server forgets it by itself when the push service says that it is gone.
    await send("DELETE", { endpoint: subscription.endpoint });
    await subscription.unsubscribe();
  }
}

/** The endpoints of all browsers of this account that are told. */
async function subscriptions() {
  const response = await fetch("/api/v1/push/subscriptions", {
    headers: { accept: "application/json" },
    credentials: "same-origin",
    signal: AbortSignal.timeout(8000),
  }).catch(() => null);
  /** @type {{ items: { endpoint: string }[] }} */
  const { items } = response?.ok ? await response.json() : { items: [] };
  return items.map(({ endpoint }) => endpoint);
}

/**
 * @param {"POST" | "DELETE"} method
 * @param {object} body
 */
async function send(method, body) {
  const response = await fetch("/api/v1/push/subscriptions", {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
    signal: AbortSignal.timeout(8000),
  });
  return response.ok;
}

customElements.define("vitrine-push", VitrinePush);
