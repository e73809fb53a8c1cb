// @ts-check
const STAYS_MS = 2600;
const STAYS_TO_PRESS_MS = 8000;
/** A region that changes twice at once is read out as if it had changed once, or not at all. */
const READ_AFTER_MS = 60;

/**
 * Says something for a moment, at the bottom of the page; with `act`, a button to press meanwhile.
 * Screen readers read what changes in a region that was there before: the page's `[data-part=says]`.
 * @param {string} text
 * @param {{ label: string, run: () => void }} [act]
 */
export function toast(text, act) {
  const note = document.createElement("div");
  note.className = "toast";
  note.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (act) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: act.label });
    /** Where one was before. @type {EventTarget | null} */
    let before = null;
    button.addEventListener("focus", ({ relatedTarget }) => (before = relatedTarget));
    button.addEventListener("click", () => {
      // What it leads to begins there, and comes back there.
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      note.remove();
      act.run();
    });
    note.append(button);
  }
  // Within a full-screen element, or beside a dialog, only its own children show.
  const stage = document.fullscreenElement ?? document.querySelector("dialog[open]") ?? document.body;
  for (const other of stage.querySelectorAll(":scope > .toast")) other.remove();
  stage.append(note);
  setTimeout(() => note.remove(), act ? STAYS_TO_PRESS_MS : STAYS_MS);
  readOut(text);
}

/** @param {string} text */
function readOut(text) {
  const place = document.querySelector("body > [data-part=says]");
  if (!place) return;
  place.textContent = "";
  setTimeout(() => {
    place.textContent = text;
  }, READ_AFTER_MS);
}
