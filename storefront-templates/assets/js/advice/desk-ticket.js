// @ts-check
import { button, make } from "../element.js";
import { faceView } from "../face.js";
import { icon } from "../icon.js";
import * as api from "./api.js";
import { dayTime } from "./clock-words.js";
import { languageName } from "./languages.js";
import { say } from "./words.js";

/**
 * What is known of a product or a show by its id alone: asked for once.
 * @type {Map<string, Promise<any>>}
 */
const known = new Map();

/**
 * @param {string} id
 * @param {() => Promise<import("../json-api.js").Answer>} look
 */
function recall(id, look) {
  const found = known.get(id) ?? look().then((answer) => (answer.ok ? answer.data : null));
  known.set(id, found);
  return found;
}

/**
 * Someone who waits, as a line of the desk or, while it rings here, as its card. `renew` says what may have
 * changed meanwhile, and leaves the rest, and the focus in it, as it is.
 * @param {import("./api.js").Waiting} ticket
 * @param {{ shop: string, rings: boolean, canTake: boolean, queue: string }} how
 * @param {{ accept: (button: HTMLButtonElement) => void, decline: (button: HTMLButtonElement) => void }} act
 * @returns {{ view: HTMLElement, renew: (ticket: import("./api.js").Waiting) => void }}
 */
export function ticketView(ticket, { shop, rings, canTake, queue }, act) {
  const picture = make("span.desk-ticket-picture", { "aria-hidden": "true" }, icon("person"));
  const where = make("p.muted.desk-ticket-where");
  const since = make("vitrine-elapsed", { since: ticket.asked_at });
  const marks = [languageName(ticket.language), queue, ticket.returned && say("returned"), ticket.booked && say("booked"), ticket.called && say("called-back")].filter(Boolean).map((mark) => ` · ${mark}`);
  const facts = make("p.muted", {}, make("span", {}, say("since"), " ", since), ...marks);
  const ringing = make("div");
  const about = make("div.desk-ticket-words", {}, make("h3", {}, ticket.name), ticket.topic && make("p.desk-ticket-topic", {}, ticket.topic), ticket.product_name && make("p", {}, icon("tag"), ticket.product_name), where, facts, ringing);
  if (ticket.product) recall(ticket.product, () => api.product(shop, ticket.product ?? "")).then((product) => paint(picture, product?.pictures?.[0]));
  if (ticket.show) recall(ticket.show, () => api.show(ticket.show ?? "")).then((show) => show && where.append(icon("camera"), say("from-show", { title: show.title })));
  const accept = /** @type {HTMLButtonElement} */ (button(`button.${rings ? "button-accent" : "button-quiet"}`, () => act.accept(accept), say(rings ? "accept" : "take")));
  accept.setAttribute("aria-label", say(rings ? "accept-name" : "take-name", { name: ticket.name }));
  const decline = /** @type {HTMLButtonElement} */ (button("button.button-quiet", () => act.decline(decline), say("decline")));
  const acts = (rings || canTake) && make("div.desk-ticket-acts", {}, accept, rings && decline);
  const view = make("li.desk-ticket", { "data-id": ticket.id, "data-rings": rings }, picture, about, acts);
  let names = "";
  const renew = (/** @type {import("./api.js").Waiting} */ now) => {
    const called = rings ? [] : now.ringing;
    if (names === JSON.stringify(called)) return;
    names = JSON.stringify(called);
    ringing.replaceChildren(...colleagues(called));
  };
  renew(ticket);
  return { view, renew };
}

/**
 * Someone who keeps a place and is away.
 * @param {import("./api.js").Absent} ticket
 * @param {string} queue
 */
export function absentView(ticket, queue) {
  const { comes_at, called_at } = ticket;
  const how = called_at ? say("is-called") : comes_at ? say("comes-at", { time: dayTime(comes_at) }) : say("is-called-back");
  const about = [ticket.topic, ticket.product_name, queue].filter(Boolean).join(" · ");
  return make("li.desk-absent", { "data-id": ticket.id }, icon("clock"), make("div.desk-ticket-words", {}, make("h3", {}, ticket.name), make("p", {}, how), about && make("p.muted", {}, about)));
}

/** @param {import("./api.js").Colleague[]} ringing */
function colleagues(ringing) {
  if (ringing.length === 0) return [];
  const faces = ringing.map(({ handle, name, avatar_url }) => make("span", { title: name }, faceView({ handle, name, avatar: avatar_url, hue: 0 })));
  return [make("p.muted.desk-ticket-ringing", {}, ...faces, say("rings-at", { names: ringing.map(({ name }) => name).join(", ") }))];
}

/**
 * @param {HTMLElement} place
 * @param {{ url: string } | undefined} picture
 */
function paint(place, picture) {
  if (picture) place.replaceChildren(make("img", { src: picture.url, alt: "", loading: "lazy" }));
}
