// @ts-check
import { button, make } from "../element.js";
import { faceView } from "../face.js";
import { icon } from "../icon.js";
import * as api from "./api.js";
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
 * Someone who waits, as a line of the desk or, while it rings here, as its card.
 * @param {import("./api.js").Waiting} ticket
 * @param {{ shop: string, rings: boolean, canTake: boolean }} how
 * @param {{ accept: (button: HTMLButtonElement) => void, decline: (button: HTMLButtonElement) => void }} act
 */
export function ticketView(ticket, { shop, rings, canTake }, act) {
  const picture = make("span.desk-ticket-picture", { "aria-hidden": "true" }, icon("person"));
  const where = make("p.muted.desk-ticket-where");
  const since = make("vitrine-elapsed", { since: ticket.asked_at });
  const facts = make("p.muted", {}, make("span", {}, say("since"), " ", since), ` · ${languageName(ticket.language)}`, ticket.returned && ` · ${say("returned")}`);
  const about = make("div.desk-ticket-words", {}, make("h3", {}, ticket.name), ticket.topic && make("p.desk-ticket-topic", {}, ticket.topic), ticket.product_name && make("p", {}, icon("tag"), ticket.product_name), where, facts, !rings && colleagues(ticket.ringing));
  if (ticket.product) recall(ticket.product, () => api.product(shop, ticket.product ?? "")).then((product) => paint(picture, product?.pictures?.[0]));
  if (ticket.show) recall(ticket.show, () => api.show(ticket.show ?? "")).then((show) => show && where.append(icon("camera"), say("from-show", { title: show.title })));
  const accept = /** @type {HTMLButtonElement} */ (button(`button.${rings ? "button-accent" : "button-quiet"}`, () => act.accept(accept), say(rings ? "accept" : "take")));
  accept.setAttribute("aria-label", say(rings ? "accept-name" : "take-name", { name: ticket.name }));
  const decline = /** @type {HTMLButtonElement} */ (button("button.button-quiet", () => act.decline(decline), say("decline")));
  const acts = (rings || canTake) && make("div.desk-ticket-acts", {}, accept, rings && decline);
  return make("li.desk-ticket", { "data-id": ticket.id, "data-rings": rings }, picture, about, acts);
}

/** @param {import("./api.js").Colleague[]} ringing */
function colleagues(ringing) {
  if (ringing.length === 0) return null;
  const faces = ringing.map(({ handle, name, avatar_url }) => make("span", { title: name }, faceView({ handle, name, avatar: avatar_url, hue: 0 })));
  return make("p.muted.desk-ticket-ringing", {}, ...faces, say("rings-at", { names: ringing.map(({ name }) => name).join(", ") }));
}

/**
 * @param {HTMLElement} place
 * @param {{ url: string } | undefined} picture
 */
function paint(place, picture) {
  if (picture) place.replaceChildren(make("img", { src: picture.url, alt: "", loading: "lazy" }));
}
