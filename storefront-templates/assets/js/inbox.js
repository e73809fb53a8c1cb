// @ts-check
// The inbox. Each import defines one custom element.
import "./push.js";
import "./time-zone.js";
