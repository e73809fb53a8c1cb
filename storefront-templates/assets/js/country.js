// @ts-check
/** A country by its code (`code`, ISO 3166-1), under the name it has in the page's language. */
class VitrineCountry extends HTMLElement {
  connectedCallback() {
    this.textContent = countryName(this.getAttribute("code") ?? "");
  }
}

/** Choices of countries inside (`option`s with codes), under their names and in the order of these. */
class VitrineCountries extends HTMLElement {
  connectedCallback() {
    const select = this.querySelector("select");
    if (!select) return;
    const chosen = select.value;
    for (const option of select.options) option.textContent = countryName(option.value);
    const order = [...select.options].sort((a, b) => a.text.localeCompare(b.text, document.documentElement.lang));
    select.append(...order);
    select.value = chosen;
  }
}

/**
 * The name of a country in the page's language, or its code where there is none.
 * @param {string} code ISO 3166-1
 */
export function countryName(code) {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

customElements.define("vitrine-country", VitrineCountry);
customElements.define("vitrine-countries", VitrineCountries);
