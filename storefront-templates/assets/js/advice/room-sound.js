// @ts-check
// In a room one can ask for advice in.
import { keepSound } from "./show-sound.js";

keepSound();
