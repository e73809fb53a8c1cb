// @ts-check
// The studio's console of a show. Each import defines one custom element.
import "./tabs.js";
import "./broadcaster.js";
import "./room.js";
import "./chat.js";
import "./composer.js";
import "./questions.js";
import "./hearts.js";
import "./on-screen.js";
import "./message-menu.js";
import "./attention.js";
import "./house-rules.js";
