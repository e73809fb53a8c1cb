// @ts-check
// A shop's sections stand in a row that may be longer than a phone is wide: the one that is open shows.
const row = document.querySelector(".desk-nav");
const open = row?.querySelector("[aria-current]");
if (row && open) {
  const [at, frame] = [open.getBoundingClientRect(), row.getBoundingClientRect()];
  if (at.right > frame.right) row.scrollLeft += at.right - frame.right + 24;
}
