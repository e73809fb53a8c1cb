// @ts-check
const SLIDE_MS = 220;
const EASE = "cubic-bezier(0.2, 0.7, 0.2, 1)";

/**
 * Puts `next` in the place of what `frame` holds: from the right when one goes on, from the left when
 * one goes back; at once where motion is unwanted.
 * @param {HTMLElement} frame
 * @param {HTMLElement} next
 * @param {"on" | "back" | "still"} way
 */
export function slide(frame, next, way) {
  const before = [...frame.children];
  const calm = way === "still" || before.length === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const one of before) one.remove();
  frame.append(next);
  frame.scrollTop = 0;
  if (calm) return;
  const from = way === "on" ? 28 : -28;
  next.animate(
    [
      { transform: `translateX(${from}%)`, opacity: 0 },
      { transform: "none", opacity: 1 },
    ],
    { duration: SLIDE_MS, easing: EASE },
  );
}
