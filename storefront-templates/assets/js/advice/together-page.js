// @ts-check
// A page of a shop in the frame of a talk, where two look at it together. It tells the talk's page where it is
// and what is to be put in the basket, and goes where that one says; both are of this origin.
import "../gallery.js";

const TELL_MS = 120;
/** What is scrolled because the other one did is not one's own doing. */
const LED_MS = 400;

/** @type {number | undefined} */
let timer;
let ledUntil = 0;

/** @param {object} message */
function tell(message) {
  parent.postMessage(message, location.origin);
}

/** How much there is to scroll, in pixels. */
const span = () => Math.max(1, document.documentElement.scrollHeight - innerHeight);

function scrolled() {
  if (performance.now() < ledUntil) return;
  timer ??= setTimeout(() => {
    timer = undefined;
    tell({ vitrine: "at", path: location.pathname, y: Math.round((Math.min(scrollY, span()) / span()) * 1e4) / 1e4 });
  }, TELL_MS);
}

/** @param {MessageEvent} event */
function led({ origin, source, data }) {
  if (origin !== location.origin || source !== parent || data?.vitrine !== "scroll") return;
  ledUntil = performance.now() + LED_MS;
  scrollTo({ top: Number(data.y) * span(), behavior: "instant" });
}

/** Whether a page can stand in the frame. @param {URL} url */
function isShown(url) {
  const [, root, slug] = location.pathname.split("/");
  const home = `/${root}/${slug}`;
  return url.origin === location.origin && (url.pathname === home || url.pathname.startsWith(`${home}/products/`));
}

/** @param {MouseEvent} event */
function linked(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  const url = new URL(link.href);
  event.preventDefault();
  if (!isShown(url)) return void open(url, "_blank", "noopener");
  url.searchParams.set("together", "1");
  location.replace(url);
}

/** @param {SubmitEvent} event */
function submitted(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
  event.preventDefault();
  const variant = new FormData(form).get("variant");
  if (typeof variant === "string" && variant) tell({ vitrine: "put", variant });
}

if (parent !== window) {
  addEventListener("scroll", scrolled, { passive: true });
  addEventListener("message", led);
  addEventListener("click", linked);
  addEventListener("submit", submitted);
  for (const touch of ["pointerdown", "wheel", "keydown"]) {
    // What goes into the basket is for both, wherever one is.
    addEventListener(touch, ({ target }) => target instanceof Element && target.closest("vitrine-product-choice [type=submit]") === null && tell({ vitrine: "touch" }), { passive: true });
  }
  tell({ vitrine: "ready", path: location.pathname });
}
