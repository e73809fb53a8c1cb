//! The synthetic broadcaster's picture and sound: a still life in a shop at night.
//!
//! Light from a tall window sweeps slowly over a table with stoneware and folded linen; on a
//! turntable in the middle the piece on show turns and, every twenty seconds, gives way to the
//! next. A clock is burnt in for people and, where asked for, a bar code for programs ([`bar_code::read_bar_code`]). What
//! stands still is painted once at [`Scene::new`]; a frame then costs about a millisecond at
//! 640x360.
//!
//! Pure: no clock, no randomness, no I/O. The same arguments give the same bytes.

pub(crate) mod bar_code;
mod canvas;
mod clock;
mod color;
mod lathe;
mod lettering;
mod light;
mod motes;
mod plate;
mod products;
mod shape;
mod sound;
mod still_life;
mod turning;
mod window;

use std::time::Duration;

pub(crate) use products::PIECES;
pub(crate) use sound::Sound;
pub(crate) use turning::turn;

/// A picture in 8-bit planar 4:2:0, limited range, BT.709 (tell the encoder, so that decoders
/// need not guess). Planes are packed: the stride is the width, and half of it for chroma.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct I420 {
    /// Pixels across; even.
    pub(crate) width: usize,
    /// Pixels down; even.
    pub(crate) height: usize,
    /// Luma, `width * height` bytes, 16 to 235.
    pub(crate) y: Vec<u8>,
    /// Blue difference, `width * height / 4` bytes around 128.
    pub(crate) u: Vec<u8>,
    /// Red difference, `width * height / 4` bytes around 128.
    pub(crate) v: Vec<u8>,
}

/// The time of day that is burnt into a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WallClock {
    /// Hours, 0 to 23.
    pub(crate) h: u8,
    /// Minutes, 0 to 59.
    pub(crate) m: u8,
    /// Seconds, 0 to 59.
    pub(crate) s: u8,
    /// Milliseconds, 0 to 999.
    pub(crate) ms: u16,
}

/// The still life, painted for one size of picture.
#[derive(Debug)]
pub(crate) struct Scene {
    width: usize,
    height: usize,
    scale: motes::Scale,
    glass: motes::Glass,
    plate: plate::Plate,
    light: light::Light,
    products: turning::Products,
    clock: clock::Face,
    bar_code: bool,
}

impl I420 {
    /// A black picture.
    pub(crate) fn new(width: usize, height: usize) -> I420 {
        I420 {
            width,
            height,
            y: vec![16; width * height],
            u: vec![128; width * height / 4],
            v: vec![128; width * height / 4],
        }
    }

    /// Blends a colour (Y', Cb and Cr with their offsets) over one pixel; chroma is written where
    /// both coordinates are even.
    fn blend(&mut self, px: usize, py: usize, color: [f32; 3], k: f32) {
        let over = |v: &mut u8, to: f32| *v = (f32::from(*v) + (to - f32::from(*v)) * k + 0.5) as u8;
        over(&mut self.y[py * self.width + px], color[0]);
        if px.is_multiple_of(2) && py.is_multiple_of(2) {
            let i = py / 2 * (self.width / 2) + px / 2;
            over(&mut self.u[i], color[1]);
            over(&mut self.v[i], color[2]);
        }
    }
}

impl WallClock {
    /// The time of day from milliseconds since midnight; whole days are dropped.
    pub(crate) fn from_millis_of_day(millis: u64) -> WallClock {
        let seconds = millis / 1000;
        WallClock {
            h: (seconds / 3600 % 24) as u8,
            m: (seconds / 60 % 60) as u8,
            s: (seconds % 60) as u8,
            ms: (millis % 1000) as u16,
        }
    }

    /// Milliseconds since midnight; the bar code carries these modulo 2^24.
    pub(crate) fn millis_of_day(self) -> u32 {
        let minutes = u32::from(self.h) * 60 + u32::from(self.m);
        (minutes * 60 + u32::from(self.s)) * 1000 + u32::from(self.ms)
    }
}

impl Scene {
    /// Paints the still life for pictures of `width` x `height`, with the bar code along the lower
    /// edge or without; takes some hundred milliseconds.
    ///
    /// # Panics
    ///
    /// When the width isn't a multiple of 32 or the height isn't an even number from 180 on: the
    /// bar code's blocks and 4:2:0 need whole pixels.
    pub(crate) fn new(width: usize, height: usize, bar_code: bool) -> Scene {
        assert!(
            width > 0 && width.is_multiple_of(32) && height >= 180 && height.is_multiple_of(2),
            "a scene of {width}x{height}: width must be a multiple of 32, height even and at least 180",
        );
        let mut canvas = canvas::Canvas::new(width, height);
        still_life::paint(&mut canvas);
        lettering::paint(&mut canvas);
        clock::paint_plaque(&mut canvas);
        if bar_code {
            let strip = height - bar_code::strip_height(height);
            canvas.base[strip * width..].fill(color::Rgb::BLACK);
            canvas.key[strip * width..].fill(color::Rgb::BLACK);
        }
        let scale = motes::Scale {
            per_unit: canvas.scale,
            left: canvas.left,
        };
        Scene {
            width,
            height,
            scale,
            glass: motes::Glass::new(scale),
            plate: plate::Plate::new(&canvas),
            light: light::Light::new(width, height, canvas.left),
            products: turning::Products::new(&canvas),
            clock: clock::Face::new(&canvas),
            bar_code,
        }
    }

    /// Draws the scene as it is `at` after its start, with `wall` burnt in, over all of `frame`.
    ///
    /// # Panics
    ///
    /// When `frame` has another size than the scene.
    pub(crate) fn draw(&self, at: Duration, wall: WallClock, frame: &mut I420) {
        assert_eq!(
            (frame.width, frame.height),
            (self.width, self.height),
            "the frame has the scene's size",
        );
        let light = self.light.field(at);
        self.plate.light(&light, frame);
        motes::street(at, self.scale, &self.glass, frame);
        self.products.draw(at, &light, frame);
        motes::dust(at, self.scale, &light, frame);
        self.clock.draw(wall, frame);
        if self.bar_code {
            bar_code::draw(&mut frame.y, self.width, self.height, wall.millis_of_day());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENING: WallClock = WallClock {
        h: 20,
        m: 15,
        s: 7,
        ms: 250,
    };

    fn frame(scene: &Scene, at: Duration, wall: WallClock) -> I420 {
        let mut frame = I420::new(scene.width, scene.height);
        scene.draw(at, wall, &mut frame);
        frame
    }

    /// Pixels of luma that differ above the bar code and beside the clock.
    fn moved(a: &I420, b: &I420) -> usize {
        let upper = ..a.width * a.height * 3 / 4;
        a.y[upper].iter().zip(&b.y[upper]).filter(|(a, b)| a != b).count()
    }

    #[test]
    fn drawing_is_deterministic_and_covers_what_was_there() {
        let at = Duration::from_millis(12_345);
        let first = frame(&Scene::new(640, 360, true), at, EVENING);
        let mut again = I420 {
            y: vec![99; 640 * 360],
            u: vec![1; 57_600],
            v: vec![2; 57_600],
            ..first.clone()
        };
        Scene::new(640, 360, true).draw(at, EVENING, &mut again);
        assert!(first == again, "the same arguments give the same picture");
    }

    #[test]
    fn the_picture_moves_from_frame_to_frame_also_while_pieces_change() {
        let scene = Scene::new(640, 360, true);
        for start in [0, 5_000, 19_500, 40_000, 3_600_000, 90_000_000] {
            let step = |n: u64| frame(&scene, Duration::from_millis(start + 33 * n), EVENING);
            for n in 0..3 {
                let changed = moved(&step(n), &step(n + 1));
                assert!(changed > 2_000, "{changed} pixels changed at {start} + {n}");
            }
        }
    }

    #[test]
    fn each_piece_looks_different_and_the_round_closes() {
        let scene = Scene::new(640, 360, true);
        let shown = |slot: u64| frame(&scene, Duration::from_secs(20 * slot + 5), EVENING);
        for slot in 0..4 {
            assert!(moved(&shown(slot), &shown(slot + 1)) > 20_000, "slot {slot}");
        }
    }

    #[test]
    fn the_bar_code_carries_the_wall_clock() {
        for (width, height) in [(640, 360), (1280, 720)] {
            let scene = Scene::new(width, height, true);
            for wall in [
                EVENING,
                WallClock {
                    h: 0,
                    m: 0,
                    s: 0,
                    ms: 0,
                },
                WallClock {
                    h: 23,
                    m: 59,
                    s: 59,
                    ms: 999,
                },
            ] {
                let picture = frame(&scene, Duration::from_secs(9), wall);
                let read = bar_code::read_bar_code(&picture.y, width, width, height);
                assert_eq!(read, Some(wall.millis_of_day() & 0xFF_FFFF));
            }
        }
    }

    #[test]
    fn luma_and_chroma_stay_within_limited_range() {
        let scene = Scene::new(640, 360, true);
        for second in (0..80).step_by(10) {
            let picture = frame(&scene, Duration::from_secs(second), EVENING);
            assert!(
                picture.y.iter().all(|v| (16..=235).contains(v)),
                "luma at {second} s"
            );
            let chroma = picture.u.iter().chain(&picture.v);
            assert!(
                chroma.copied().all(|v| (16..=240).contains(&v)),
                "chroma at {second} s"
            );
        }
    }

    #[test]
    fn the_clock_in_the_picture_changes_with_the_wall_clock_only() {
        let scene = Scene::new(640, 360, true);
        let a = frame(&scene, Duration::from_secs(3), EVENING);
        let b = frame(&scene, Duration::from_secs(3), WallClock { s: 8, ..EVENING });
        assert_eq!(moved(&a, &b), 0, "nothing else depends on it");
        assert_ne!(a.y, b.y);
        assert_eq!(
            WallClock::from_millis_of_day(u64::from(EVENING.millis_of_day())),
            EVENING
        );
    }
}
