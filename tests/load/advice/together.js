// In every page of both people: notes when Accept is pressed, comes in from the lobby as soon as it can, and
// notes when a talk's page was asked for, stands ready, offers to send and to watch, and shows the first picture of
// the other one. Milliseconds of the machine's clock, left in `window.together` once there is a picture.

const wall = (time) => performance.timeOrigin + time;

document.addEventListener(
  "click",
  ({ target, timeStamp }) => {
    if (target instanceof Element && target.closest(".desk-ticket .button-accent")) sessionStorage.setItem("pressed", String(wall(timeStamp)));
  },
  true,
);

function look() {
  const call = document.querySelector("vitrine-advice-call:defined");
  const video = call?.querySelector("video[data-part=other]");
  if (!video) return setTimeout(look, 5);
  const ready = wall(performance.now());
  video.requestVideoFrameCallback((_, { expectedDisplayTime }) => {
    const asked = (endpoint) => {
      const found = performance.getEntriesByType("resource").find(({ name }) => name.includes(`/${endpoint}/advice/`));
      return found ? wall(found.startTime) : null;
    };
    const pressed = Number(sessionStorage.getItem("pressed"));
    window.together = { pressed, came: wall(0), ready, sends: asked("whip"), watches: asked("whep"), saw: wall(expectedDisplayTime) };
  });
  if (call.dataset.state === "lobby") call.querySelector("[data-action=join-seen]").click();
}

if (location.pathname.startsWith("/advice/sessions/")) look();
