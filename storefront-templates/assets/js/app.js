// @ts-check
// What every page needs. Each import defines one custom element.
import "./time.js";
import "./countdown.js";
import "./elapsed.js";
import "./copy.js";
import "./share.js";
import "./confirm.js";
import "./menu.js";
import "./upload.js";
import "./opens.js";
import "./follow.js";
import "./bell.js";
import "./remind.js";
