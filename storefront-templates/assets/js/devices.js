// @ts-check
// Cameras and microphones.

/** @typedef {{ camera?: string, mic?: string, facing?: "user" | "environment" }} Choice */
/** How large a picture is asked for. @typedef {{ width: number, height: number, frames: number }} Picture */

/** For all who look on at a show. @type {Picture} */
const SHOW = { width: 1280, height: 720, frames: 30 };
/** Among a few, each of whom sends and sees at once: what a phone can do for an hour. @type {Picture} */
export const TALK = { width: 960, height: 540, frames: 24 };

/** @param {Picture} picture @param {MediaTrackConstraints} which */
export function pictureOf(picture, which) {
  return { width: { ideal: picture.width }, height: { ideal: picture.height }, frameRate: { ideal: picture.frames }, ...which };
}

/**
 * Asks for camera and microphone; where one of them doesn't exist, the other alone.
 * @param {Choice} choice device ids
 * @param {Picture} picture
 */
export async function openDevices(choice, picture = SHOW) {
  const video = pictureOf(picture, choice.camera ? { deviceId: { exact: choice.camera } } : { facingMode: choice.facing ?? "user" });
  const audio = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(choice.mic ? { deviceId: { exact: choice.mic } } : {}),
  };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio });
  } catch (error) {
    if (!(error instanceof DOMException) || !["NotFoundError", "OverconstrainedError"].includes(error.name)) throw error;
  }
  // The chosen device may be unplugged, or the machine may have only one of the two.
  try {
    return await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  } catch {
    return navigator.mediaDevices.getUserMedia({ video: true }).catch(() => navigator.mediaDevices.getUserMedia({ audio: true }));
  }
}

/**
 * The devices of one kind; their names are known once one of them is open.
 * @param {MediaDeviceKind} kind
 */
export async function listDevices(kind) {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((device) => device.kind === kind && device.deviceId);
}

/**
 * Fills a choice with devices and selects the one in use.
 * @param {HTMLSelectElement} select
 * @param {MediaDeviceInfo[]} devices
 * @param {string | undefined} current
 * @param {string} nameless words with `{n}` for a device without a name
 */
export function fillChoice(select, devices, current, nameless) {
  const options = devices.map((device, index) => {
    const name = device.label || nameless.replace("{n}", String(index + 1));
    return new Option(name, device.deviceId, false, device.deviceId === current);
  });
  if (options.length === 0) return;
  select.replaceChildren(...options);
  select.disabled = false;
}

/**
 * Which of our words fits a failure of `getUserMedia`.
 * @param {unknown} error
 * @returns {"denied" | "busy" | "missing"}
 */
export function problemOf(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "missing";
}
