// @ts-check
/**
 * Lets the lines of a list be put in order by their `[data-action=move]`: dragged with a finger or
 * a mouse, or moved with the arrow keys. The line under the hand stays in place in the document and
 * the others step over it, so that it keeps the pointer and the focus.
 */
export class RunOrder {
  /**
   * @param {HTMLElement} list
   * @param {{ signal: AbortSignal, moved: (line: HTMLElement) => void, dropped: () => void }} options `moved`: once
   *   it rests elsewhere; `dropped`: once it is let go where it was
   */
  constructor(list, { signal, moved, dropped }) {
    this.list = list;
    this.moved = moved;
    this.dropped = dropped;
    this.signal = signal;
    list.addEventListener("pointerdown", (event) => this.#grab(/** @type {PointerEvent} */ (event)), { signal });
    list.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event)), { signal });
  }

  /** @param {Event} event */
  #line(event) {
    const grip = event.target instanceof Element ? event.target.closest("[data-action=move]") : null;
    const line = grip?.closest("li");
    return line instanceof HTMLElement ? line : null;
  }

  /** @param {PointerEvent} start */
  #grab(start) {
    const line = this.#line(start);
    if (!line || start.button !== 0) return;
    start.preventDefault();
    const held = start.clientY - line.getBoundingClientRect().top;
    const before = [...this.list.children].indexOf(line);
    line.toggleAttribute("data-dragging", true);
    const end = new AbortController();
    const signal = AbortSignal.any([this.signal, end.signal]);
    const follow = (/** @type {PointerEvent} */ { clientY }) => {
      line.style.translate = "0 0";
      this.#step(line, clientY - held);
      line.style.translate = `0 ${clientY - held - line.getBoundingClientRect().top}px`;
    };
    const drop = () => {
      end.abort();
      line.style.removeProperty("translate");
      line.removeAttribute("data-dragging");
      if ([...this.list.children].indexOf(line) !== before) this.moved(line);
      else this.dropped();
    };
    document.addEventListener("pointermove", follow, { signal });
    for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, drop, { signal });
  }

  /**
   * Neighbours whose middle the line has passed change sides.
   * @param {HTMLElement} line
   * @param {number} top where the line's upper edge is held
   */
  #step(line, top) {
    const middle = top + line.offsetHeight / 2;
    for (let next = line.nextElementSibling; next && middle > centre(next); next = line.nextElementSibling) line.before(next);
    for (let last = line.previousElementSibling; last && middle < centre(last); last = line.previousElementSibling) line.after(last);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const line = this.#line(event);
    if (!line) return;
    const others = [...this.list.children].filter((one) => one !== line);
    const at = [...this.list.children].indexOf(line);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: others.length }[event.key];
    if (to === undefined || to < 0 || to > others.length) return;
    event.preventDefault();
    if (to > at) for (const one of others.slice(at, to)) line.before(one);
    else for (const one of others.slice(to, at).reverse()) line.after(one);
    this.moved(line);
  }
}

/** @param {Element} element */
function centre(element) {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}
