// @ts-check
// What the form of a show needs.
import "./local-time.js";
import "./place.js";
