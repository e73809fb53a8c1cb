//! A clip by an encoder that is not ours: ffmpeg's H.264 and Opus, cut into
//! what goes into RTP packets.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use media::client::Publisher;
use tokio::process::Command;
use tokio::time::{MissedTickBehavior, interval};

const PICTURES_A_SECOND: u32 = 25;
/// 50 pictures are two seconds.
const X264: [&str; 12] = [
    "-c:v",
    "libx264",
    "-profile:v",
    "baseline",
    "-pix_fmt",
    "yuv420p",
    "-g",
    "50",
    "-x264-params",
    "repeat-headers=1:aud=1:scenecut=0:sliced-threads=0",
    "-f",
    "h264",
];
const SOUND_LASTS: Duration = Duration::from_millis(20);
const OPUS: [&str; 6] = ["-c:a", "libopus", "-frame_duration", "20", "-f", "ogg"];

/// Pictures in Annex B form and Opus packets of 20 ms.
#[derive(Debug)]
pub struct Clip {
    pub pictures: Vec<Bytes>,
    sounds: Vec<Bytes>,
}

/// Runs ffmpeg or ffprobe and gives what it printed on either side.
///
/// # Panics
/// When it can't be started.
pub async fn run_tool(program: &str, arguments: &[&str]) -> (Vec<u8>, String) {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .await;
    let output = output.unwrap_or_else(|error| {
        panic!("{program} can't be started ({error}): run tests/run, it installs it")
    });
    (
        output.stdout,
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

impl Clip {
    /// A moving test picture and a tone, `seconds` long.
    pub async fn encode(folder: &Path, seconds: u32) -> Self {
        let length = seconds.to_string();
        let encode = async |source: &str, codec: &[&str], name: &str| {
            let file = folder.join(name);
            let path = file.to_str().expect("a plain path");
            let mut arguments = vec!["-v", "error", "-f", "lavfi", "-i", source, "-t", &length];
            arguments.extend(codec);
            arguments.push(path);
            let (_, complaints) = run_tool("ffmpeg", &arguments).await;
            assert_eq!(complaints, "", "{name}");
            std::fs::read(&file).expect("written")
        };
        let video = encode("testsrc2=size=640x360:rate=25", &X264, "clip.h264").await;
        let audio = encode("sine=frequency=440:sample_rate=48000", &OPUS, "clip.ogg").await;
        Self {
            pictures: access_units(&video),
            sounds: ogg_packets(&audio),
        }
    }

    /// Sends it at the pace it was made for.
    pub async fn play(&self, publisher: &mut Publisher) {
        let mut ticks = interval(SOUND_LASTS);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut pictures = self.pictures.iter().zip(0u32..).peekable();
        for (sound, number) in self.sounds.iter().zip(0u32..) {
            ticks.tick().await;
            let now = SOUND_LASTS * number;
            while let Some((picture, at)) =
                pictures.next_if(|(_, at)| Duration::from_secs(1) * *at / PICTURES_A_SECOND <= now)
            {
                let time = at * (90_000 / PICTURES_A_SECOND);
                publisher
                    .write_video(picture.clone(), time)
                    .await
                    .expect("the publisher is connected");
            }
            publisher
                .write_audio(sound.clone(), SOUND_LASTS)
                .await
                .expect("the publisher is connected");
        }
    }
}

/// Splits an Annex B stream at its access unit delimiters (H.264 section 7.4.1.2.4).
fn access_units(stream: &[u8]) -> Vec<Bytes> {
    const DELIMITER: [u8; 5] = [0, 0, 0, 1, 9];
    let mut starts: Vec<usize> = (0..stream.len())
        .filter(|at| stream[*at..].starts_with(&DELIMITER))
        .collect();
    starts.push(stream.len());
    starts
        .windows(2)
        .map(|pair| Bytes::copy_from_slice(&stream[pair[0]..pair[1]]))
        .collect()
}

/// The packets of an Ogg stream (RFC 3533 section 6), its two headers left out
/// (RFC 7845 section 3).
fn ogg_packets(mut stream: &[u8]) -> Vec<Bytes> {
    let mut packets = Vec::new();
    let mut packet = Vec::new();
    while let Some(page) = stream.strip_prefix(b"OggS") {
        let segments = usize::from(page[22]);
        let (lacing, mut body) = page[23..].split_at(segments);
        for &length in lacing {
            let (segment, rest) = body.split_at(usize::from(length));
            packet.extend_from_slice(segment);
            body = rest;
            if length < 255 {
                packets.push(Bytes::from(std::mem::take(&mut packet)));
            }
        }
        stream = body;
    }
    packets.drain(..2);
    packets
}
