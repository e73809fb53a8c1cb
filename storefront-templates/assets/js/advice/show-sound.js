// @ts-check
// Whether a show is heard lasts beyond a talk that one has meanwhile: whoever comes back from it hears the
// show again if they did before.
const HEARD_KEY = "vitrine-show-heard";
const BACK_KEY = "vitrine-show-back";

/**
 * What this tab remembers under `key`; a browser that keeps nothing remembers nothing.
 * @param {string} key
 */
export function remembered(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string | null} value none forgets it */
export function remember(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // As in a window that keeps nothing.
  }
}

/** One goes back to that show from beside it. @param {string} show its id */
export function leavesShow(show) {
  remember(BACK_KEY, show);
}

/** Remembers of the show on this page whether it is heard, and makes it so where one comes back to it. */
export function keepSound() {
  const room = document.querySelector("vitrine-room");
  const video = room?.querySelector("vitrine-player video[data-part=video]");
  const show = location.pathname.split("/").pop() ?? "";
  if (!(video instanceof HTMLVideoElement)) return;
  const isBack = remembered(BACK_KEY) === show;
  const wasHeard = remembered(HEARD_KEY) === show;
  remember(BACK_KEY, null);
  addEventListener("pagehide", () => {
    if (!video.muted) remember(HEARD_KEY, show);
    else if (remembered(HEARD_KEY) === show) remember(HEARD_KEY, null);
  });
  if (isBack && wasHeard) video.addEventListener("playing", () => hear(video), { once: true });
}

/** A browser that wants a press first gets the picture in silence. @param {HTMLVideoElement} video */
async function hear(video) {
  video.muted = false;
  try {
    await video.play();
  } catch {
    video.muted = true;
    await video.play().catch(() => undefined);
  }
}
