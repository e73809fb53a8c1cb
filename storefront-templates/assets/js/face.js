// @ts-check
/**
 * A person's picture, or their initials on the colour of their hearts. Decorative: the name stands
 * beside it.
 * @param {import("./room-state.js").Face} face
 */
export function faceView(face) {
  const view = document.createElement("span");
  view.className = "avatar avatar-s";
  view.setAttribute("aria-hidden", "true");
  view.style.setProperty("--hue", String(Number(face.hue) || 0));
  if (face.avatar) {
    const picture = Object.assign(document.createElement("img"), { src: face.avatar, alt: "", loading: "lazy" });
    view.append(picture);
  } else {
    view.append(Object.assign(document.createElement("span"), { textContent: initials(face.name) }));
  }
  return view;
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
