// @ts-check
// The desk of those who give advice. Each import defines one custom element.
import "../api-form.js";
import "../time-zone.js";
import "./desk.js";
import "./me.js";
import "./week.js";
