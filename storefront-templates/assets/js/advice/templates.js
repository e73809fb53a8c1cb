// @ts-check
// What the page of a shop's templates needs.
import "../api-form.js";
import "../desk-nav.js";
