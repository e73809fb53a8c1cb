//! What a viewer sees and hears of a player.

use std::time::Duration;

use kit::webdriver::Window;
use kit::{eventually, eventually_within};

/// A publisher counts as lost after ten seconds of silence.
const UNTIL_MISSED: Duration = Duration::from_secs(40);

pub(crate) async fn player_is(window: &Window, state: &str) {
    let expression = format!("document.querySelector('vitrine-player')?.dataset.state === '{state}'");
    eventually_within(UNTIL_MISSED, &expression, async || {
        (window.run(&format!("return {expression};")).await == true).then_some(())
    })
    .await;
}

/// Pictures decoded so far by the page's player.
async fn frames(window: &Window) -> u64 {
    let frames = window
        .run("return document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;")
        .await;
    frames.as_u64().expect("a count")
}

/// Waits until ten more pictures were decoded.
pub(crate) async fn frames_advance(window: &Window) {
    let before = frames(window).await;
    eventually("pictures to go on", async || {
        (frames(window).await >= before + 10).then_some(())
    })
    .await;
}

/// Shows come without their sound until it is asked for.
pub(crate) async fn ask_for_sound(window: &Window) {
    // Found and pressed in one go: while the picture stands still the button is away.
    let press = "const button = document.querySelector('[data-action=unmute]');
        if (button?.checkVisibility()) button.click();
        return !document.querySelector('video').muted;";
    eventually("the sound to be on", async || {
        (window.run(press).await == true).then_some(())
    })
    .await;
}

/// Waits until what the viewer's connection receives carries energy.
pub(crate) async fn sound_is_heard(window: &Window) {
    // A new connection brings a new stream.
    let listen = "const { srcObject } = document.querySelector('video');
        // Its tracks come one after the other.
        if (!srcObject?.getAudioTracks().length) return 0;
        if (window.ear?.source.mediaStream !== srcObject) {
            const context = window.ear?.context ?? new AudioContext();
            const source = context.createMediaStreamSource(srcObject);
            window.ear = { context, source, analyser: context.createAnalyser() };
            source.connect(window.ear.analyser);
        }
        const heard = new Float32Array(window.ear.analyser.fftSize);
        window.ear.analyser.getFloatTimeDomainData(heard);
        return Math.max(...heard.map(Math.abs));";
    eventually("sound with energy", async || {
        (window.run(listen).await.as_f64() > Some(0.01)).then_some(())
    })
    .await;
}
