// @ts-check
/**
 * What a press on `press` does, once at a time: the next one is taken when `act` is through. The button
 * is not disabled meanwhile, which would take the focus away from it.
 * @param {HTMLButtonElement} press
 * @param {(event: Event) => Promise<unknown>} act
 */
export function onceAtATime(press, act) {
  return async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (press.hasAttribute("aria-disabled")) return;
    press.setAttribute("aria-disabled", "true");
    try {
      await act(event);
    } finally {
      press.removeAttribute("aria-disabled");
    }
  };
}
