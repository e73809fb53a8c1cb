// Runs in a page with a player: looks at each picture as it is shown, reads the bar code in it, and
// keeps when it was drawn, received, presented and expected on the screen. `arguments[0]` is
// the number of codes wanted; what was found is left in `window.glass`.

const player = document.querySelector("vitrine-player");
const video = player.querySelector("video");
const wanted = arguments[0];
const glass = (window.glass = { seen: [], read: 0, overtaken: 0, claims: [] });
const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** Milliseconds since midnight modulo 2^24, or null: the layout is the scene's, see its bar code. */
function readBarCode(picture, width, height) {
  const strip = (24 * height) / 360;
  if (pen.canvas.width !== width || pen.canvas.height !== strip) Object.assign(pen.canvas, { width, height: strip });
  pen.drawImage(picture, 0, height - strip, width, strip, 0, 0, width, strip);
  const { data } = pen.getImageData(0, 0, width, strip);
  const row = strip / 2;
  const column = width / 32;
  const mean = (i, r) => {
    let sum = 0;
    let count = 0;
    for (let y = Math.ceil((r + 0.3) * row); y < (r + 0.7) * row; y++) {
      for (let x = Math.ceil((i + 0.3) * column); x < (i + 0.7) * column; x++, count++) sum += data[4 * (y * width + x) + 1];
    }
    return sum / count;
  };
  let word = 0;
  for (let i = 0; i < 32; i++) {
    const difference = mean(i, 0) - mean(i, 1);
    if (Math.abs(difference) < 12) return null;
    word = ((word << 1) | (difference > 0 ? 1 : 0)) >>> 0;
  }
  let crc = 0xff;
  for (const shift of [24, 16, 8]) {
    crc ^= (word >>> shift) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x80 ? 0x07 : 0)) & 0xff;
  }
  return crc === (word & 0xff) ? word >>> 8 : null;
}

/** The page's clock as the machine's. */
const wall = (time) => (time === undefined ? null : performance.timeOrigin + time);

function look(_, { mediaTime, width, height, receiveTime, presentationTime, expectedDisplayTime }) {
  const told = performance.now();
  if (glass.read < wanted) video.requestVideoFrameCallback(look);
  const picture = new VideoFrame(video);
  // Where the page was too busy, the picture that is shown by now is a later one.
  const isIt = Math.abs(picture.timestamp - mediaTime * 1e6) < 500;
  const code = isIt ? readBarCode(picture, width, height) : null;
  picture.close();
  if (!isIt) glass.overtaken += 1;
  if (code !== null) glass.read += 1;
  glass.seen.push({
    code,
    received: wall(receiveTime),
    presented: wall(presentationTime),
    told: wall(told),
    expected: wall(expectedDisplayTime),
  });
}

document.addEventListener("vitrine:stats", ({ detail }) => {
  // The player looks back over a few seconds, and so not to before this began.
  const isOfNow = glass.read > (wanted * 2) / 3 && glass.read < wanted;
  if (isOfNow && detail.latency !== null) glass.claims.push(detail.latency);
});
video.requestVideoFrameCallback(look);
