// @ts-check
/**
 * Lets the picture's light fall on what is around it: a few pixels of it, drawn twice a second
 * into a small canvas that the style sheet blurs and stretches. Before the first frame it is the
 * poster's light.
 * @param {HTMLCanvasElement | null} canvas
 * @param {HTMLVideoElement} video
 * @param {AbortSignal} signal
 */
export function startGlow(canvas, video, signal) {
  const pen = canvas?.getContext("2d", { alpha: false });
  if (!canvas || !pen) return;
  const light = (/** @type {CanvasImageSource} */ source) => {
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    canvas.dataset.lit = "";
  };
  if (video.poster) {
    const poster = new Image();
    poster.src = video.poster;
    // A poster that doesn't load simply gives no light.
    poster.decode().then(() => light(poster), () => undefined);
  }
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const timer = setInterval(() => {
    // A paused replay shows its poster still.
    const dark = video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || (video.paused && video.currentTime === 0);
    if (!document.hidden && !dark) light(video);
  }, 500);
  signal.addEventListener("abort", () => clearInterval(timer));
}
