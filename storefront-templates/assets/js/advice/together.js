// @ts-check
// What the people of a talk do together. Each import defines custom elements.
import "./look-together.js";
import "./screen.js";
import "./small-show.js";
