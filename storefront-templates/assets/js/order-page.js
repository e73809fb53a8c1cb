// @ts-check
// An order. Each import defines one custom element.
import "./country.js";
import "./print.js";
