// @ts-check
// What the pages after a talk need. Each import defines one custom element.
import "../api-form.js";
import "./outcome.js";
import "./rating.js";
import "./summary.js";
import "./summary-basket.js";
import "./template-choice.js";
