// @ts-check
/**
 * The time zone that times are shown in: offers all that the browser knows. Where nobody has chosen one yet
 * (`data-unset`) the page is shown again by the browser's own. Sends its form as soon as another one is chosen.
 */
class VitrineBookZone extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const form = this.closest("form");
    if (!field || !form) return;
    const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
    this.querySelector("datalist")?.replaceChildren(...zones.map((zone) => new Option(zone, zone)));
    for (const choice of form.querySelectorAll("select")) choice.addEventListener("change", () => form.requestSubmit());
    field.addEventListener("change", () => form.requestSubmit());
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!this.hasAttribute("data-unset") || !own || own === field.value) return;
    const here = new URL(location.href);
    here.searchParams.set("zone", own);
    location.replace(here);
  }
}

customElements.define("vitrine-book-zone", VitrineBookZone);
