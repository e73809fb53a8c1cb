// @ts-check
import { button, make } from "./element.js";
import { icon } from "./icon.js";
import { ask } from "./json-api.js";
import { fill } from "./words.js";

/** As much as the server reads. */
const MOST_BYTES = 12 * 1024 * 1024;

/**
 * A product's pictures: chosen or dropped files go up at once and show how far they are; pictures
 * are put in order and taken away. The first stands for the product.
 *
 * `url`: the product's pictures as JSON. Tells `product:version` after each change, for the form.
 */
class VitrinePictureList extends HTMLElement {
  /** @type {{ url: string, alt: string }[]} */
  #pictures = [];
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#pictures = [...this.#list.querySelectorAll("img")].map((picture) => ({ url: picture.getAttribute("src") ?? "", alt: picture.alt }));
    this.#show();
    const input = this.querySelector("input[type=file]");
    input?.addEventListener("change", () => input instanceof HTMLInputElement && this.#take([...(input.files ?? [])], input), { signal });
    this.addEventListener("dragover", (event) => this.#over(event), { signal });
    this.addEventListener("dragleave", () => this.removeAttribute("data-over"), { signal });
    this.addEventListener("drop", (event) => this.#drop(event), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-part=list]"));
  }

  get #url() {
    return this.getAttribute("url") ?? "";
  }

  /** @param {DragEvent} event */
  #over(event) {
    event.preventDefault();
    this.setAttribute("data-over", "");
  }

  /** @param {DragEvent} event */
  #drop(event) {
    event.preventDefault();
    this.removeAttribute("data-over");
    this.#take([...(event.dataTransfer?.files ?? [])]);
  }

  /**
   * @param {File[]} files
   * @param {HTMLInputElement} [input]
   */
  async #take(files, input) {
    this.#complain("");
    for (const file of files) {
      if (this.#pictures.length >= Number(this.dataset.most)) return this.#complain(this.dataset.textMost ?? "");
      if (!/^image\/(jpeg|png|webp)$/u.test(file.type)) this.#complain(this.dataset.textType ?? "");
      else if (file.size > MOST_BYTES) this.#complain(this.dataset.textSize ?? "");
      else await this.#upload(file);
    }
    if (input) input.value = "";
  }

  /**
   * One picture, with how far it is: only this kind of request tells of what goes up.
   * @param {File} file
   */
  #upload(file) {
    const bar = /** @type {HTMLProgressElement} */ (make("progress", { max: "1", value: "0", "aria-label": fill(this.dataset.textUploading, { n: file.name }) }));
    const preview = /** @type {HTMLImageElement} */ (make("img", { alt: "" }));
    preview.src = URL.createObjectURL(file);
    const place = make("li.picture-going", {}, preview, bar);
    this.#list.append(place);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.#url);
      request.setRequestHeader("accept", "application/json");
      request.setRequestHeader("content-type", file.type);
      request.timeout = 60_000;
      request.upload.onprogress = ({ loaded, total }) => (bar.value = total > 0 ? loaded / total : 0);
      request.onloadend = () => {
        URL.revokeObjectURL(preview.src);
        place.remove();
        const answer = parsed(request.responseText);
        if (request.status >= 200 && request.status < 300) this.#hear(answer);
        else this.#complain(request.status === 0 ? (this.dataset.textOffline ?? "") : answer?.detail || this.dataset.textProblem || "");
        resolve(undefined);
      };
      request.send(file);
    });
  }

  /** @param {any} product */
  #hear(product) {
    if (!product?.pictures) return;
    this.#pictures = product.pictures;
    this.#show();
    this.dispatchEvent(new CustomEvent("product:version", { bubbles: true, detail: product.version }));
  }

  #show() {
    this.#list.replaceChildren(...this.#pictures.map((picture, at) => this.#view(picture, at)));
  }

  /**
   * @param {{ url: string, alt: string }} picture
   * @param {number} at
   */
  #view({ url, alt }, at) {
    const label = fill(this.dataset.textMove, { n: at + 1 });
    const move = (/** @type {number} */ by, /** @type {string} */ name) => {
      const control = button("picture-act", () => this.#move(at, by), icon(name));
      control.setAttribute("aria-label", `${label} ${by < 0 ? "←" : "→"}`);
      control.disabled = at + by < 0 || at + by >= this.#pictures.length;
      return control;
    };
    const remove = button("picture-act", () => this.#remove(at), icon("trash"));
    remove.setAttribute("aria-label", this.dataset.textRemove ?? "");
    return make("li", {}, make("img", { src: url, alt }), at === 0 && make("span.picture-first", {}, this.dataset.textFirst), make("span.picture-acts", {}, move(-1, "back"), remove, move(1, "forward")));
  }

  /**
   * @param {number} at
   * @param {number} by
   */
  async #move(at, by) {
    const pictures = [...this.#pictures];
    [pictures[at], pictures[at + by]] = [pictures[at + by], pictures[at]];
    this.#after(await ask("PUT", `${this.#url}/order`, { pictures }));
  }

  /** @param {number} at */
  async #remove(at) {
    this.#after(await ask("DELETE", `${this.#url}/${at}`));
  }

  /** @param {import("./json-api.js").Answer} answer */
  #after(answer) {
    if (answer.ok) return this.#hear(answer.data);
    this.#complain((answer.slug === "offline" ? this.dataset.textOffline : answer.detail || this.dataset.textProblem) ?? "");
  }

  /** @param {string} words */
  #complain(words) {
    const place = this.querySelector("[data-part=problem]");
    if (!(place instanceof HTMLElement)) return;
    place.textContent = words;
    place.hidden = words === "";
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

customElements.define("vitrine-picture-list", VitrinePictureList);
