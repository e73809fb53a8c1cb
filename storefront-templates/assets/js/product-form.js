// @ts-check
// A product's form sends the version it was read at: pictures, which are saved by themselves, move it on.
document.addEventListener("product:version", (event) => {
  const field = document.querySelector("#product [name=version]");
  if (field instanceof HTMLInputElement) field.value = String(/** @type {CustomEvent<number>} */ (event).detail);
});
