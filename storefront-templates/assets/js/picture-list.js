// @ts-check
import { make } from "./element.js";
import { ask, refused } from "./json-api.js";
import { PictureLine } from "./picture-line.js";
import { refusal } from "./refusal.js";
import { fill } from "./words.js";

/** As much as the server reads. */
const MOST_BYTES = 12 * 1024 * 1024;

/** @typedef {{ url: string, alt: string }} Picture */

/**
 * A product's pictures: chosen or dropped files go up at once and show how far they are; pictures
 * are put in order, taken away, and given words for those who don't see them. The first stands for
 * the product.
 *
 * `url`: the product's pictures as JSON. Tells `product:version` after each change, for the form around,
 * which waits for what is under way before it sends (`api:wait`).
 */
class VitrinePictureList extends HTMLElement {
  /** @type {Picture[]} */
  #pictures = [];
  /** @type {Map<string, PictureLine>} */
  #lines = new Map();
  /** What is under way. */
  #doing = Promise.resolve();
  /** How many changes that are. */
  #count = 0;
  #leaving = new AbortController();

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    if (this.#lines.size === 0) this.#read();
    this.setAttribute("data-sends", "");
    this.addEventListener("api:wait", (event) => /** @type {CustomEvent<{ wait: (one: Promise<boolean>) => void }>} */ (event).detail.wait(this.#settled()), { signal });
    addEventListener("beforeunload", (event) => this.#count > 0 && event.preventDefault(), { signal });
    const input = this.querySelector("input[type=file]");
    input?.addEventListener("change", () => input instanceof HTMLInputElement && this.#take([...(input.files ?? [])], input), { signal });
    this.addEventListener("dragover", (event) => this.#over(event), { signal });
    this.addEventListener("dragleave", () => this.removeAttribute("data-over"), { signal });
    this.addEventListener("drop", (event) => this.#drop(event), { signal });
  }

  /** The pictures as the page came with them. */
  #read() {
    this.#pictures = [...this.#list.querySelectorAll("img")].map((picture) => ({ url: picture.getAttribute("src") ?? "", alt: picture.alt }));
    this.#list.replaceChildren();
    this.#show();
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
      else await this.#next(() => this.#upload(file));
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
    return /** @type {Promise<void>} */ (new Promise((resolve) => {
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
        else this.#after(refused(request.status, answer));
        resolve();
      };
      request.send(file);
    }));
  }

  /** @param {any} product */
  #hear(product) {
    if (!product?.pictures) return;
    this.#pictures = product.pictures;
    this.#show();
    this.dispatchEvent(new CustomEvent("product:version", { bubbles: true, detail: product.version }));
  }

  /** Lines that go on keep what is typed in them, and the focus. */
  #show() {
    const held = document.activeElement;
    for (const [url, line] of this.#lines) {
      if (placeOf(this.#pictures, url) >= 0) continue;
      line.element.remove();
      this.#lines.delete(url);
    }
    this.#pictures.forEach((picture, at) => {
      const line = this.#lines.get(picture.url) ?? this.#line(picture.url);
      if (this.#list.children[at] !== line.element) this.#list.insertBefore(line.element, this.#list.children[at] ?? null);
      line.show(picture.alt, at, this.#pictures.length);
    });
    if (held instanceof HTMLElement && this.#list.contains(held)) PictureLine.focus(held);
  }

  /** @param {string} url */
  #line(url) {
    const line = new PictureLine(url, this.dataset, {
      move: (by) => this.#move(url, by),
      remove: () => this.#remove(url),
      describe: (alt) => this.#describe(url, alt),
    });
    this.#lines.set(url, line);
    return line;
  }

  /**
   * @param {string} url
   * @param {number} by
   */
  #move(url, by) {
    this.#next(async () => {
      const pictures = [...this.#pictures];
      const at = placeOf(pictures, url);
      this.#complain("");
      if (at < 0 || !pictures[at + by]) return;
      [pictures[at], pictures[at + by]] = [pictures[at + by], pictures[at]];
      this.#after(await this.#order(pictures));
    });
  }

  /** @param {string} url */
  #remove(url) {
    this.#next(async () => {
      const at = placeOf(this.#pictures, url);
      this.#complain("");
      if (at >= 0) this.#after(await ask("DELETE", `${this.#url}/${at}`));
    });
  }

  /**
   * Says what a picture shows.
   * @param {string} url
   * @param {string} alt
   */
  #describe(url, alt) {
    this.#next(async () => {
      this.#complain("");
      this.#after(await this.#order(this.#pictures.map((picture) => (picture.url === url ? { ...picture, alt } : picture))));
    });
  }

  /** @param {Picture[]} pictures */
  #order(pictures) {
    return ask("PUT", `${this.#url}/order`, { pictures: pictures.map(({ url, alt }) => ({ url, alt })) });
  }

  /**
   * One change after the other: each is about the list as the one before left it.
   * @param {() => Promise<void>} change
   */
  #next(change) {
    this.#count += 1;
    this.#doing = this.#doing.then(change).finally(() => (this.#count -= 1));
    return this.#doing;
  }

  /** Sees to it that all words are sent, and tells whether the server has them. */
  async #settled() {
    for (const line of this.#lines.values()) line.describe();
    await this.#doing;
    return [...this.#lines.values()].every(({ isKept }) => isKept);
  }

  /** @param {import("./json-api.js").Answer} answer */
  #after(answer) {
    if (answer.ok) return this.#hear(answer.data);
    const { text, lang } = refusal(answer, this.dataset, "picture");
    this.#complain(text, lang);
    this.#show();
  }

  /**
   * @param {string} words
   * @param {string} [lang] empty for the page's own
   */
  #complain(words, lang = "") {
    const place = this.querySelector("[data-part=problem]");
    if (!(place instanceof HTMLElement)) return;
    if (lang) place.lang = lang;
    else place.removeAttribute("lang");
    place.textContent = words;
    place.hidden = words === "";
  }
}

/**
 * @param {Picture[]} pictures
 * @param {string} url
 */
function placeOf(pictures, url) {
  return pictures.findIndex((picture) => picture.url === url);
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
