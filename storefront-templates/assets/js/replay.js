// @ts-check
// A show seen again, with its room. Each import defines one custom element.
import "./player.js";
import "./replay-room.js";
import "./chat.js";
import "./hearts.js";
import "./on-screen.js";
