// @ts-check
// Pages with a client's card. Each import defines one custom element.
import "./client-view.js";
