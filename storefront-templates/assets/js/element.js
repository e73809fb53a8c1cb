// @ts-check
/**
 * An element: `make("button.button.button-accent", { type: "button", click: buy }, "Buy")`. A function
 * among the attributes listens to the event of its name; false, null and undefined are left out.
 * Whatever is given as a child is text or an element, never markup.
 * @param {string} name tag and classes
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 */
export function make(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const view = document.createElement(tag);
  if (classes.length > 0) view.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") view.addEventListener(key, value);
    else if (value !== false && value !== null && value !== undefined) view.setAttribute(key, value === true ? "" : String(value));
  }
  view.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return view;
}

/**
 * A button.
 * @param {string} classes such as `button.button-accent`
 * @param {(event: Event) => void} click
 * @param {...(Node | string | null | undefined | false)} children
 */
export function button(classes, click, ...children) {
  return /** @type {HTMLButtonElement} */ (make(`button.${classes}`, { type: "button", click }, ...children));
}

/**
 * Writes words where they are another text; the same are left alone, and not read out again.
 * @param {Element} place
 * @param {string} text
 */
export function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
