// @ts-check
/**
 * A point in time, in the viewer's own zone and language. The `<time>` inside carries the moment
 * and a form in UTC that stands until this has run.
 *
 * `data-style`: `day-time` ("today, 19:30"), `time` ("19:30"), `day` ("24 Nov 2026").
 */
class VitrineTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    const at = new Date(time?.dateTime ?? "");
    if (!time || Number.isNaN(at.getTime())) return;
    const language = document.documentElement.lang;
    time.textContent = format(at, new Date(), this.dataset.style ?? "day-time", language);
    time.title = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" }).format(at);
  }
}

/**
 * The same as words.
 * @param {Date} at
 * @param {Date} now
 * @param {string} style
 * @param {string} language
 */
export function format(at, now, style, language) {
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  if (style === "time") return clock;
  if (style === "day") {
    return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" }).format(at);
  }
  const days = daysBetween(now, at);
  if (Math.abs(days) <= 1) {
    const day = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
    return `${day}, ${clock}`;
  }
  const day = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short" }).format(at);
  return `${day}, ${clock}`;
}

/**
 * Midnights between two moments, in the viewer's zone.
 * @param {Date} from
 * @param {Date} to
 */
function daysBetween(from, to) {
  const start = new Date(from.getFullYear(), from.getMonth(), from.getDate());
  const end = new Date(to.getFullYear(), to.getMonth(), to.getDate());
  return Math.round((end.getTime() - start.getTime()) / 86_400_000);
}

customElements.define("vitrine-time", VitrineTime);
