// @ts-check
// The room of a live show. Each import defines one custom element.
import "./room.js";
import "./chat.js";
import "./composer.js";
import "./questions.js";
import "./message-menu.js";
import "./attention.js";
import "./hearts.js";
import "./heart-button.js";
import "./on-screen.js";
import "./talk.js";
