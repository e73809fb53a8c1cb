// @ts-check
import { button, make } from "../element.js";
import { say } from "./client-words.js";

/**
 * Asks before something is erased; whether it is to be.
 * @param {string} title
 * @param {string} text
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
export function sure(title, text, yes) {
  return new Promise((decide) => {
    const dialog = /** @type {HTMLDialogElement} */ (make("dialog.ask", { "aria-labelledby": "client-sure" }, make("h2", { id: "client-sure" }, title), make("p", {}, text)));
    const no = button("button.button-quiet", () => dialog.close(), say("keep"));
    dialog.append(make("div.row.row-end", {}, no, button("button.button-danger", () => dialog.close("yes"), yes)));
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      decide(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
