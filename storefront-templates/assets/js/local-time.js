// @ts-check
/**
 * A `datetime-local` input in the viewer's zone. Its hidden neighbour carries the zone's distance
 * from UTC in minutes at that time; while that is empty the value is in UTC, and is turned into
 * local time here.
 */
class VitrineLocalTime extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input[type=datetime-local]");
    const offset = this.querySelector("input[type=hidden]");
    const hint = this.querySelector("[data-text]");
    if (!(input instanceof HTMLInputElement) || !(offset instanceof HTMLInputElement)) return;
    if (input.value && !offset.value) {
      const at = new Date(`${input.value}Z`);
      if (!Number.isNaN(at.getTime())) input.value = local(at);
    }
    const keep = () => {
      const at = new Date(input.value || Date.now());
      offset.value = String(-at.getTimezoneOffset());
    };
    keep();
    input.addEventListener("change", keep);
    if (hint instanceof HTMLElement) {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
      hint.textContent = (hint.dataset.text ?? "").replace("{zone}", zone);
    }
  }
}

/** @param {Date} at */
function local(at) {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

customElements.define("vitrine-local-time", VitrineLocalTime);
