// @ts-check
// The desk's bookings. Each import defines one custom element.
import "../api-form.js";
import "../time-zone.js";
import "./booking-goods.js";
import "./booking-offer.js";
import "./week.js";
