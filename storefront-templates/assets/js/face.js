// @ts-check
/**
 * A person's picture, or their initials on the colour they have everywhere. Decorative: the name
 * stands beside it.
 * @param {import("./room-state.js").Face} face
 */
export function faceView(face) {
  const view = document.createElement("span");
  view.className = "avatar avatar-s";
  view.setAttribute("aria-hidden", "true");
  view.dataset.hue = String(colour(face.handle));
  if (face.avatar) {
    const picture = Object.assign(document.createElement("img"), { src: face.avatar, alt: "", loading: "lazy" });
    view.append(picture);
  } else {
    view.append(Object.assign(document.createElement("span"), { textContent: initials(face.name) }));
  }
  return view;
}

/**
 * One of twelve colours, always the same for the same handle: the server reckons alike.
 * @param {string} handle
 */
function colour(handle) {
  const bytes = new TextEncoder().encode(handle);
  return bytes.reduce((hash, byte) => (Math.imul(hash, 31) + byte) >>> 0, 7) % 12;
}

/**
 * Up to two letters that stand for a name, as the server chooses them.
 * @param {string} name
 */
export function initials(name) {
  const words = name.split(/\s+/u).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return chosen.map((word) => String.fromCodePoint(word.codePointAt(0) ?? 32).toUpperCase()).join("");
}
