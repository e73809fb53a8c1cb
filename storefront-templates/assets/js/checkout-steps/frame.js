// @ts-check
import { slide } from "../slide.js";

/**
 * Puts a step into its frame. Whoever had the focus in the step before goes on in this one, which says
 * what it is: at the same place (`data-focus`) where the step is only drawn again, which also stays where
 * it was read, else where it begins (`data-start`). Nobody is called away from elsewhere on the page.
 * @param {HTMLElement} frame
 * @param {HTMLElement} view
 * @param {string} title
 * @param {"on" | "back" | "still"} way
 */
export function placeStep(frame, view, title, way) {
  const focus = document.activeElement;
  const isStill = way === "still";
  const around = frame.closest("vitrine-sheet") ?? frame.parentElement;
  const goesOn = isStill ? frame.contains(focus) : focus === null || focus === document.body || around?.contains(focus);
  const spot = isStill && focus instanceof HTMLElement && focus.dataset.focus ? `[data-focus="${CSS.escape(focus.dataset.focus)}"]` : "[data-start]";
  const read = isStill ? (frame.querySelector(".step-body")?.scrollTop ?? 0) : 0;
  view.setAttribute("role", "group");
  view.setAttribute("aria-label", title);
  view.tabIndex = -1;
  slide(frame, view, way);
  view.querySelector(".step-body")?.scrollTo(0, read);
  const start = view.querySelector(spot) ?? view;
  if (goesOn && start instanceof HTMLElement) start.focus({ preventScroll: true });
}
