// @ts-check
/// <reference lib="webworker" />
// The service worker: shows what is pushed (Push API) and opens the room when it is pressed. It
// keeps no copy of any page.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("push", (event) => event.waitUntil(show(event.data?.json())));

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path, unsubscribe } = event.notification.data ?? {};
  event.waitUntil(event.action === "quiet" ? fetch(unsubscribe, { method: "POST" }) : open(path));
});

worker.addEventListener("pushsubscriptionchange", (event) => {
  const change = /** @type {ExtendableEvent & { oldSubscription?: PushSubscription }} */ (event);
  change.waitUntil(renew(change.oldSubscription));
});

/** @param {any} words as the server writes them; browsers want something shown for every push */
async function show(words) {
  const { title = "Vitrine", body, icon, tag, lang, path = "/", quiet, unsubscribe } = words ?? {};
  /** @type {NotificationOptions & { actions?: { action: string, title: string }[] }} */
  const options = { body, tag, lang, icon: icon ?? undefined, data: { path, unsubscribe } };
  if (unsubscribe) options.actions = [{ action: "quiet", title: quiet }];
  await worker.registration.showNotification(title, options);
}

/**
 * Goes to the page that is open at `path`, or opens one.
 * @param {string} path
 */
async function open(path = "/") {
  const url = new URL(path, worker.location.origin);
  if (url.origin !== worker.location.origin) return;
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === url.pathname);
  await (there ? there.focus() : worker.clients.openWindow(url.href));
}

/**
 * The push service gave up a subscription: makes a new one in its place.
 * @param {PushSubscription | undefined} old
 */
async function renew(old) {
  const response = await fetch("/api/v1/push/key", { headers: { accept: "application/json" } });
  const { key } = await response.json();
  const subscription = await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const headers = { "content-type": "application/json" };
  if (old) await fetch("/api/v1/push/subscriptions", { method: "DELETE", headers, body: JSON.stringify({ endpoint: old.endpoint }) });
  await fetch("/api/v1/push/subscriptions", { method: "POST", headers, body: JSON.stringify(subscription) });
}
