//! The synthetic broadcaster's sound: a felt piano that improvises quietly in a pentatonic scale.
//!
//! 72 beats a minute, a low note each bar, sparse notes above it, an echo three eighths later and
//! a small room around it all. Deterministic: the same number of samples gives the same music.

use std::f64::consts::TAU;

/// Samples a second.
const RATE: f64 = 48_000.0;
/// Samples an eighth note at 72 beats a minute.
const EIGHTH: u64 = 20_000;
/// Eighths a bar.
const BAR: u64 = 8;
/// Notes that may sound at once; the quietest gives way.
const VOICES: usize = 14;
/// Strings a note is made of.
const PARTIALS: usize = 4;
/// The scale, D major pentatonic, as half tones above D.
const SCALE: [i32; 5] = [0, 2, 4, 7, 9];
/// Roots of the four bars that go round, as half tones above D2: D, B, G, A.
const ROOTS: [i32; 4] = [0, -3, 5, 7];
const D2: f64 = 73.416;
/// The room's comb and all-pass delays in samples, mutually prime.
const COMBS: [usize; 4] = [1_687, 1_931, 2_053, 2_251];
const ALLPASSES: [usize; 2] = [556, 441];

/// Music without end, mono at 48 kHz.
#[derive(Debug)]
pub(crate) struct Sound {
    position: u64,
    random: u64,
    /// Where the melody is, in steps of the scale.
    step: i32,
    voices: Vec<Voice>,
    echo: Line,
    echo_tone: f64,
    combs: [(Line, f64); 4],
    allpasses: [Line; 2],
}

/// One struck note: damped resonators, one for each partial.
#[derive(Clone, Debug)]
struct Voice {
    partials: [Partial; PARTIALS],
    /// Samples since it was struck.
    age: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Partial {
    last: f64,
    before: f64,
    forward: f64,
    back: f64,
}

/// A delay line.
#[derive(Debug)]
struct Line {
    samples: Vec<f64>,
    at: usize,
}

impl Default for Sound {
    fn default() -> Sound {
        Sound::new()
    }
}

impl Sound {
    /// Channels in what [`Sound::fill`] writes.
    pub(crate) const CHANNELS: usize = 1;
    /// Samples a second in what [`Sound::fill`] writes.
    pub(crate) const SAMPLE_RATE: u32 = 48_000;

    /// Music from its first bar.
    pub(crate) fn new() -> Sound {
        Sound {
            position: 0,
            random: 0x5EED_1A3D_9E37_79B9,
            step: 7,
            voices: Vec::with_capacity(VOICES),
            echo: Line::new(3 * EIGHTH as usize / 2),
            echo_tone: 0.0,
            combs: COMBS.map(|n| (Line::new(n), 0.0)),
            allpasses: ALLPASSES.map(Line::new),
        }
    }

    /// Writes the next samples, one channel at 48 kHz; 960 of them are an Opus frame of 20 ms.
    pub(crate) fn fill(&mut self, out: &mut [i16]) {
        for sample in out {
            if self.position.is_multiple_of(EIGHTH) {
                self.compose(self.position / EIGHTH);
            }
            self.position += 1;
            *sample = (self.next() * 32_767.0) as i16;
        }
    }

    /// Strikes the notes that start on this eighth.
    fn compose(&mut self, eighth: u64) {
        self.voices.retain(|v| v.age < 9 * RATE as u32);
        let (bar, beat) = (eighth / BAR, eighth % BAR);
        let root = ROOTS[(bar % 4) as usize];
        match beat {
            0 => self.strike(root, 0.44),
            3 if self.chance(70) => self.strike(root + 7, 0.34),
            4 => self.strike(root + 12, 0.36),
            6 if self.chance(35) => self.strike(root + 7, 0.28),
            _ => {}
        }
        // The first eighth always sings, so that no bar is silent.
        let likely = [100, 25, 62, 30, 80, 30, 55, 22][beat as usize];
        if self.chance(likely) {
            let leap = [-2, -1, -1, 1, 1, 2, 3, -3][(self.draw() % 8) as usize];
            self.step = (self.step + leap).clamp(5, 14);
            let tone = SCALE[(self.step % 5) as usize] + 12 * (self.step / 5) + 12;
            let touch = 0.34 + 0.16 * (self.draw() % 100) as f64 / 100.0;
            self.strike(tone, touch);
            if beat == 0 && self.chance(40) {
                let above = self.step + 2;
                self.strike(SCALE[(above % 5) as usize] + 12 * (above / 5) + 12, touch * 0.6);
            }
        }
    }

    fn strike(&mut self, half_tones: i32, touch: f64) {
        let voice = Voice::new(D2 * (f64::from(half_tones) / 12.0).exp2(), touch);
        if self.voices.len() < VOICES {
            self.voices.push(voice);
        } else if let Some(oldest) = self.voices.iter_mut().max_by_key(|v| v.age) {
            *oldest = voice;
        }
    }

    fn next(&mut self) -> f64 {
        let dry: f64 = self.voices.iter_mut().map(Voice::next).sum();
        // The echo loses its brightness each time round.
        self.echo_tone += (self.echo.read() - self.echo_tone) * 0.22;
        self.echo.write(dry + self.echo_tone * 0.36);
        let wet = dry * 0.6 + self.echo_tone * 0.5;
        let mut room = 0.0;
        for (line, tone) in &mut self.combs {
            let out = line.read();
            *tone += (out - *tone) * 0.35;
            line.write(wet + *tone * 0.80);
            room += out * 0.25;
        }
        for line in &mut self.allpasses {
            let out = line.read();
            let through = room + out * 0.5;
            line.write(through);
            room = out - through * 0.5;
        }
        // A soft ceiling: it never clips, and quiet passages pass unchanged.
        ((dry + self.echo_tone * 0.42 + room * 0.30) * 0.42).tanh() * 0.82
    }

    fn draw(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random >> 16
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.draw() % 100 < percent
    }
}

impl Voice {
    fn new(frequency: f64, touch: f64) -> Voice {
        let mut partials = [Partial::default(); PARTIALS];
        for (i, partial) in partials.iter_mut().enumerate() {
            let n = (i + 1) as f64;
            // Felt damps the upper partials; a real string's are a little sharp.
            let hertz = frequency * n * (1.0 + 0.0004 * n * n);
            let seconds = 2.6 * (220.0 / frequency).powf(0.45) / n.powf(1.1);
            let damping = (-1.0 / (seconds * RATE / 2.2)).exp();
            let angle = TAU * hertz / RATE;
            let loudness = touch * [1.0, 0.34, 0.13, 0.05][i];
            *partial = Partial {
                // One sample before the start of a sine of this loudness.
                last: 0.0,
                before: -loudness * angle.sin() / damping,
                forward: 2.0 * damping * angle.cos(),
                back: damping * damping,
            };
        }
        Voice { partials, age: 0 }
    }

    fn next(&mut self) -> f64 {
        let mut sum = 0.0;
        for p in &mut self.partials {
            let value = p.forward * p.last - p.back * p.before;
            (p.before, p.last) = (p.last, value);
            sum += value;
        }
        self.age = self.age.saturating_add(1);
        // The hammer's felt: a soft start of seven milliseconds.
        let attack = (f64::from(self.age) / (0.007 * RATE)).min(1.0);
        sum * attack * attack * (3.0 - 2.0 * attack)
    }
}

impl Line {
    fn new(samples: usize) -> Line {
        Line {
            samples: vec![0.0; samples],
            at: 0,
        }
    }

    /// What was written a full line ago; the next `write` replaces it.
    fn read(&self) -> f64 {
        self.samples[self.at]
    }

    fn write(&mut self, value: f64) {
        self.samples[self.at] = value;
        self.at = (self.at + 1) % self.samples.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: usize = Sound::SAMPLE_RATE as usize;

    fn music(seconds: usize) -> Vec<i16> {
        let mut out = vec![0; seconds * SECOND];
        let mut sound = Sound::new();
        for frame in out.chunks_mut(960) {
            sound.fill(frame);
        }
        out
    }

    fn rms(samples: &[i16]) -> f64 {
        let square = |&s: &i16| (f64::from(s) / 32_768.0).powi(2);
        (samples.iter().map(square).sum::<f64>() / samples.len() as f64).sqrt()
    }

    #[test]
    fn never_clips_and_every_second_is_well_above_silence() {
        let music = music(90);
        let peak = music.iter().map(|s| s.unsigned_abs()).max().unwrap_or(0);
        assert!(f64::from(peak) / 32_768.0 < 0.9, "peak {peak}");
        for (i, second) in music.chunks(SECOND).enumerate() {
            assert!(rms(second) > 0.02, "second {i}: {}", rms(second));
        }
    }

    #[test]
    fn is_quiet_music_and_not_a_tone_at_the_ceiling() {
        let loudness = rms(&music(60));
        assert!((0.03..0.25).contains(&loudness), "{loudness}");
    }

    #[test]
    fn is_the_same_whatever_the_size_of_the_frames() {
        let mut at_once = vec![0; 5 * SECOND];
        Sound::new().fill(&mut at_once);
        assert!(at_once == music(5), "framing changes the music");
    }

    #[test]
    fn has_no_clicks_and_no_offset() {
        let music = music(30);
        let jump = music.windows(2).map(|p| p[0].abs_diff(p[1])).max().unwrap_or(0);
        assert!(jump < 4_000, "a jump of {jump}");
        let mean = music.iter().map(|&s| f64::from(s)).sum::<f64>() / music.len() as f64;
        assert!(mean.abs() < 60.0, "{mean}");
    }
}
