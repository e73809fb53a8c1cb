// @ts-check
// Buying on pages of their own: a product, the basket, a checkout. Each import defines custom elements.
import "./basket.js";
import "./basket-button.js";
import "./gallery.js";
import "./product-choice.js";
import "./checkout-page.js";
import "./sheet.js";
import "./shopping.js";
