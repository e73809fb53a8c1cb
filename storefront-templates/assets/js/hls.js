// @ts-check
// HLS by the browser itself.

/**
 * Whether the browser plays HLS in `<video src>`.
 * @param {HTMLVideoElement} video
 */
export function playsHls(video) {
  return video.canPlayType("application/vnd.apple.mpegurl") !== "";
}

/**
 * How far the picture is behind, in milliseconds: by the playlist's own clock where the browser
 * tells it (`EXT-X-PROGRAM-DATE-TIME`), else behind the newest segment; null before it plays.
 * @param {HTMLVideoElement} video
 */
export function hlsLatency(video) {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
  // Safari's; not in the typed interface.
  const start = /** @type {{ getStartDate?: () => Date }} */ (/** @type {unknown} */ (video)).getStartDate?.().getTime();
  if (start !== undefined && !Number.isNaN(start)) {
    return Math.max(0, Math.round(Date.now() - (start + video.currentTime * 1000)));
  }
  const { seekable } = video;
  if (seekable.length === 0) return null;
  return Math.max(0, Math.round((seekable.end(seekable.length - 1) - video.currentTime) * 1000));
}

/**
 * Goes to where a live playlist is newest.
 * @param {HTMLVideoElement} video
 */
export function toLiveEdge(video) {
  const { seekable } = video;
  if (seekable.length > 0) video.currentTime = Math.max(0, seekable.end(seekable.length - 1) - 4);
}
