// @ts-check
// Choosing a time. Each import defines one custom element.
import "./book-days.js";
import "./book-zone.js";
