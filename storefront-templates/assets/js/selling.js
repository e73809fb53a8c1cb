// @ts-check
// What a retailer's pages need. Each import defines one custom element.
import "./api-form.js";
import "./country.js";
import "./desk-nav.js";
import "./kind-fields.js";
import "./picture-list.js";
import "./print.js";
import "./product-form.js";
import "./refund-form.js";
import "./rows.js";
import "./secret.js";
import "./stock-field.js";
import "./variant-table.js";
