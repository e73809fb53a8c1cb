//! The demo's camera and microphone: the scene, drawn, encoded and handed on
//! at the pace of time, on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use model::Clock;
use openh264::OpenH264API;
use openh264::encoder::{BitRate, Encoder, EncoderConfig, FrameRate, RateControlMode, UsageType, VuiConfig};
use openh264::formats::YUVSource;
use opus_rs::{Application, OpusEncoder};
use tokio::sync::mpsc;

use super::scene::{I420, Scene, Sound, WallClock};

const WIDTH: usize = 640;
const HEIGHT: usize = 360;
const FRAMES_PER_SECOND: u32 = 25;
const VIDEO_BITS_PER_SECOND: u32 = 700_000;
const AUDIO_BITS_PER_SECOND: i32 = 64_000;
const AUDIO_FRAME: Duration = Duration::from_millis(20);
const SAMPLES_PER_FRAME: usize = Sound::SAMPLE_RATE as usize / 50;
/// The largest Opus packet (RFC 6716 section 3.4).
const OPUS_LIMIT: usize = 1_275;
const MILLIS_PER_DAY: i64 = 86_400_000;

/// What the camera hands on.
#[derive(Debug)]
pub(super) enum Sample {
    /// One access unit in Annex B form; `time` in units of 1/90,000 s.
    Video { access_unit: Bytes, time: u32 },
    /// One Opus packet.
    Audio { packet: Bytes, duration: Duration },
}

/// A running camera; it stops when dropped.
#[derive(Debug)]
pub(super) struct Camera {
    key_frame: Arc<AtomicBool>,
    off: Arc<AtomicBool>,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum CameraError {
    #[error("no H.264 encoder: {0}")]
    Video(#[from] openh264::Error),
    #[error("no Opus encoder: {0}")]
    Audio(&'static str),
    #[error("no thread: {0}")]
    Thread(#[from] std::io::Error),
}

impl Camera {
    pub(super) fn start(
        clock: Arc<dyn Clock>,
        bar_code: bool,
        out: mpsc::Sender<Sample>,
    ) -> Result<Self, CameraError> {
        let camera = Self {
            key_frame: Arc::default(),
            off: Arc::default(),
        };
        let config = EncoderConfig::new()
            .bitrate(BitRate::from_bps(VIDEO_BITS_PER_SECOND))
            .max_frame_rate(FrameRate::from_hz(FRAMES_PER_SECOND as f32))
            .rate_control_mode(RateControlMode::Bitrate)
            .usage_type(UsageType::CameraVideoRealTime)
            .skip_frames(true)
            .num_threads(1)
            .vui(VuiConfig::bt709());
        let video = Encoder::with_api_config(OpenH264API::from_source(), config)?;
        let mut audio = OpusEncoder::new(Sound::SAMPLE_RATE as i32, Sound::CHANNELS, Application::Audio)
            .map_err(CameraError::Audio)?;
        audio.bitrate_bps = AUDIO_BITS_PER_SECOND;
        let (key_frame, off) = (camera.key_frame.clone(), camera.off.clone());
        std::thread::Builder::new()
            .name("demo-camera".to_owned())
            .spawn(move || {
                Film {
                    clock,
                    bar_code,
                    out,
                    key_frame,
                    off,
                    video,
                    audio,
                }
                .run()
            })?;
        Ok(camera)
    }

    /// The next picture will be one that decoding can start at.
    pub(super) fn want_key_frame(&self) {
        self.key_frame.store(true, Ordering::Relaxed);
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.off.store(true, Ordering::Relaxed);
    }
}

/// The thread's own state.
struct Film {
    clock: Arc<dyn Clock>,
    bar_code: bool,
    out: mpsc::Sender<Sample>,
    key_frame: Arc<AtomicBool>,
    off: Arc<AtomicBool>,
    video: Encoder,
    audio: OpusEncoder,
}

impl Film {
    fn run(mut self) {
        let scene = Scene::new(WIDTH, HEIGHT, self.bar_code);
        let mut frame = I420::new(WIDTH, HEIGHT);
        let mut sound = Sound::new();
        let start = Instant::now();
        let (mut pictures, mut sounds) = (0u32, 0u32);
        while !self.off.load(Ordering::Relaxed) {
            let next_picture = Duration::from_secs(1) * pictures / FRAMES_PER_SECOND;
            let next_sound = AUDIO_FRAME * sounds;
            let next = next_picture.min(next_sound);
            std::thread::sleep(next.saturating_sub(start.elapsed()));
            let sample = if next == next_sound {
                sounds += 1;
                self.hear(&mut sound)
            } else {
                pictures += 1;
                scene.draw(next_picture, self.wall_clock(), &mut frame);
                self.see(&frame, next_picture)
            };
            match sample {
                Ok(Some(sample)) => {
                    if self.out.blocking_send(sample).is_err() {
                        return;
                    }
                }
                Ok(None) => {}
                Err(error) => return tracing::error!(%error, "demo: the camera broke"),
            }
        }
    }

    fn wall_clock(&self) -> WallClock {
        let millis = self.clock.now().timestamp_millis().rem_euclid(MILLIS_PER_DAY);
        WallClock::from_millis_of_day(millis.unsigned_abs())
    }

    fn see(&mut self, frame: &I420, at: Duration) -> Result<Option<Sample>, CameraError> {
        if self.key_frame.swap(false, Ordering::Relaxed) {
            self.video.force_intra_frame();
        }
        let access_unit = self.video.encode(&Picture(frame))?.to_vec();
        #[expect(clippy::cast_possible_truncation, reason = "RTP time wraps")]
        let time = (at.as_micros() * 90 / 1_000) as u32;
        Ok((!access_unit.is_empty()).then(|| Sample::Video {
            access_unit: access_unit.into(),
            time,
        }))
    }

    fn hear(&mut self, sound: &mut Sound) -> Result<Option<Sample>, CameraError> {
        let mut samples = [0i16; SAMPLES_PER_FRAME];
        sound.fill(&mut samples);
        let mut packet = vec![0; OPUS_LIMIT];
        let length = self
            .audio
            .encode_i16(&samples, SAMPLES_PER_FRAME, &mut packet)
            .map_err(CameraError::Audio)?;
        packet.truncate(length);
        Ok(Some(Sample::Audio {
            packet: packet.into(),
            duration: AUDIO_FRAME,
        }))
    }
}

/// A frame as the encoder takes it.
struct Picture<'a>(&'a I420);

impl YUVSource for Picture<'_> {
    fn dimensions(&self) -> (usize, usize) {
        (self.0.width, self.0.height)
    }

    fn strides(&self) -> (usize, usize, usize) {
        (self.0.width, self.0.width / 2, self.0.width / 2)
    }

    fn y(&self) -> &[u8] {
        &self.0.y
    }

    fn u(&self) -> &[u8] {
        &self.0.u
    }

    fn v(&self) -> &[u8] {
        &self.0.v
    }
}
