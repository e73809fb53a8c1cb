// @ts-check
/**
 * A text field for a time zone: offers all that the browser knows, and fills in the browser's own
 * while nothing was chosen (`data-unset`).
 */
class VitrineTimeZone extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const list = this.querySelector("datalist");
    if (!field) return;
    if (this.hasAttribute("data-unset")) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const zones = Intl.supportedValuesOf?.("timeZone") ?? [];
    list?.replaceChildren(...zones.map((zone) => new Option(zone, zone)));
  }
}

customElements.define("vitrine-time-zone", VitrineTimeZone);
