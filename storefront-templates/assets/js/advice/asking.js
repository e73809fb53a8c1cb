// @ts-check
// Asking for advice, and the wait for it, beside what one does. Each import defines one custom element.
import "./ask.js";
import "./bar.js";
import "./book-link.js";
