// @ts-check
// Buying in the room and in the replay. Each import defines custom elements.
import "./goods-window.js";
import "./sales-ticker.js";
import "./basket-button.js";
import "./sheet.js";
import "./shopping.js";
