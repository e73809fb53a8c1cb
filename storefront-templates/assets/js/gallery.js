// @ts-check
import { button, make } from "./element.js";
import { say } from "./shop-words.js";

/**
 * A product's pictures: one large, the others to choose below it; on a phone they are swiped through.
 * `vitrine:picture` (`{ url }`), heard on the document, brings one to the front.
 */
class VitrineGallery extends HTMLElement {
  #leaving = new AbortController();
  #tabs = make("div.gallery-tabs");

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const pictures = this.#pictures;
    document.addEventListener("vitrine:picture", (event) => this.#show(/** @type {CustomEvent<{ url: string }>} */ (event).detail.url), { signal });
    if (pictures.length < 2) return;
    const stage = make("div.gallery-stage", { tabindex: 0 }, ...pictures);
    stage.addEventListener("scroll", () => this.#mark(Math.round(stage.scrollLeft / stage.clientWidth)), { signal, passive: true });
    this.#tabs.replaceChildren(
      ...pictures.map((picture, at) => {
        const tab = button("gallery-tab", () => this.#show(picture.getAttribute("src") ?? ""), make("img", { src: picture.getAttribute("src"), alt: "" }));
        tab.setAttribute("aria-label", picture.getAttribute("alt") || say("picture-of", { n: at + 1, all: pictures.length }));
        return tab;
      }),
    );
    this.replaceChildren(stage, this.#tabs);
    this.#mark(0);
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #pictures() {
    return [...this.querySelectorAll(":scope > img, .gallery-stage > img")];
  }

  /** @param {string} url */
  #show(url) {
    const at = this.#pictures.findIndex((picture) => picture.getAttribute("src") === url);
    const stage = this.querySelector(".gallery-stage");
    if (at < 0 || !stage) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    stage.scrollTo({ left: at * stage.clientWidth, behavior: calm ? "instant" : "smooth" });
    this.#mark(at);
  }

  /** @param {number} now */
  #mark(now) {
    [...this.#tabs.children].forEach((tab, at) => tab.setAttribute("aria-pressed", String(at === now)));
  }
}

customElements.define("vitrine-gallery", VitrineGallery);
