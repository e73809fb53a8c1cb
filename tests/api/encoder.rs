//! An encoder that is not ours publishes, and players that are not ours look.

use std::collections::BTreeSet;

use kit::{Browser, Clip, Method, Planned, eventually, on_one, run_tool};

/// The clip's length; its pictures are 1/25 s apart.
const SECONDS: u32 = 8;

/// Decodes all of a playlist with ffmpeg; gives what it complained about.
async fn decode(url: &str) -> String {
    run_tool(
        "ffmpeg",
        &["-v", "error", "-xerror", "-i", url, "-f", "null", "-"],
    )
    .await
    .1
}

/// Counts pictures and measures the length with ffprobe.
async fn measure(url: &str) -> (u32, f64) {
    let ask = ["-v", "error", "-count_frames", "-select_streams", "v:0"];
    let show = [
        "-show_entries",
        "stream=nb_read_frames:format=duration",
        "-of",
        "default=nokey=1:noprint_wrappers=1",
    ];
    let arguments: Vec<_> = ask.into_iter().chain(show).chain([url]).collect();
    let (printed, complaints) = run_tool("ffprobe", &arguments).await;
    assert_eq!(complaints, "");
    let printed = String::from_utf8(printed).expect("numbers");
    // The count may stand there once more, for the programme.
    let numbers: Vec<_> = printed.lines().filter(|line| !line.is_empty()).collect();
    let [pictures, .., seconds] = numbers[..] else {
        panic!("two numbers: {printed}")
    };
    (
        pictures.parse().expect("a count"),
        seconds.parse().expect("seconds"),
    )
}

async fn listed(browser: &Browser, show: &Planned, mark: &str) {
    eventually(&format!("a playlist with {mark}"), async || {
        let playlist = browser.get(&show.playlist()).await;
        (playlist.status == 200 && playlist.text().contains(mark)).then_some(())
    })
    .await;
}

on_one! {
    async fn ffmpegs_clip_is_watched_live_and_replayed_whole(kit) {
        let (ana, guest) = (kit.sign_up("ana").await, kit.guest());
        let show = ana.create_show("A test picture").await;
        let clip = Clip::encode(&kit.folder(), SECONDS).await;
        assert_eq!(clip.pictures.len(), 200, "ffmpeg made what it was asked for");
        let (mut publisher, answer) = guest.publisher(&show).await;
        let playlist = guest.url(&show.playlist());

        let live = async {
            listed(&guest, &show, "seg-2.m4s").await;
            let ask = ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", &playlist];
            let (codecs, complaints) = run_tool("ffprobe", &ask).await;
                        assert_eq!(complaints, "");
            let codecs = String::from_utf8(codecs).expect("names");
            // Named once more for the programme they belong to.
            let codecs: BTreeSet<_> = codecs.lines().filter(|line| !line.is_empty()).collect();
            assert_eq!(codecs, BTreeSet::from(["h264", "opus"]));
        };
        tokio::join!(clip.play(&mut publisher), live);

        let goodbye = guest.request(Method::DELETE, answer.header("location"));
        goodbye.bearer(&show.stream_key).send().await.expect(200);
        kit.state_is(&show, "ended").await;
        listed(&guest, &show, "seg-4.m4s").await;
        assert_eq!(decode(&playlist).await, "");
        let (pictures, seconds) = measure(&playlist).await;
        assert_eq!(pictures, 200, "no picture is missing");
        assert!((seconds - f64::from(SECONDS)).abs() < 0.2, "{seconds} s");
    }
}
