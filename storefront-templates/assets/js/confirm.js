// @ts-check
/**
 * Asks before the form inside is sent. `data-title`, `data-text`, `data-yes`, `data-no` are the
 * words. Without script the form is sent at once, so the server never relies on the question.
 */
class VitrineConfirm extends HTMLElement {
  #agreed = false;

  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => {
      if (this.#agreed) return;
      event.preventDefault();
      // Nobody else hears of a submission that hasn't been agreed to.
      event.stopImmediatePropagation();
      this.#ask(/** @type {HTMLFormElement} */ (event.currentTarget));
    });
  }

  /** @param {HTMLFormElement} form */
  #ask(form) {
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    const title = Object.assign(document.createElement("h2"), { textContent: this.dataset.title, id: "ask-title" });
    const text = Object.assign(document.createElement("p"), { textContent: this.dataset.text });
    const no = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: this.dataset.no });
    const yes = Object.assign(document.createElement("button"), { type: "button", className: "button button-danger", textContent: this.dataset.yes });
    const row = Object.assign(document.createElement("div"), { className: "row row-end" });
    row.append(no, yes);
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.append(title, text, row);
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => {
      dialog.close();
      // Agreed to once: what is changed and sent again is asked about again.
      this.#agreed = true;
      form.requestSubmit();
      this.#agreed = false;
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  }
}

customElements.define("vitrine-confirm", VitrineConfirm);
