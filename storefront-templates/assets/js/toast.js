// @ts-check
const STAYS_MS = 2600;
const STAYS_TO_PRESS_MS = 8000;

/**
 * Says something for a moment, at the bottom of the page; with `act`, a button to press meanwhile.
 * @param {string} text
 * @param {{ label: string, run: () => void }} [act]
 */
export function toast(text, act) {
  const note = document.createElement("div");
  note.className = "toast";
  note.setAttribute("role", "status");
  note.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (act) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: act.label });
    button.addEventListener("click", () => {
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
}
