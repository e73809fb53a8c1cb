// @ts-check
// A booking. Each import defines one custom element.
import "./booking-due.js";
