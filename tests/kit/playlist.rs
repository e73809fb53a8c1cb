//! What an HLS playlist says (RFC 8216), and what players that are not ours
//! make of it.

use std::time::Duration;

use crate::{Answer, Browser, Planned, eventually, run_tool};

/// A live or replay playlist as it was served.
#[derive(Debug, Clone)]
pub struct Playlist {
    url: String,
    text: String,
}

impl Browser {
    /// The playlist of `show`, once it names `segments` segments.
    pub async fn playlist(&self, show: &Planned, segments: usize) -> Playlist {
        let what = format!("{segments} segments of {}", show.title);
        self.playlist_that(show, &what, |playlist| playlist.segments().len() >= segments)
            .await
    }

    /// The playlist of `show`, once its newest segment is `number` or a later one.
    pub async fn playlist_up_to(&self, show: &Planned, number: u32) -> Playlist {
        let what = format!("segment {number} of {}", show.title);
        self.playlist_that(show, &what, |playlist| playlist.newest() >= number)
            .await
    }

    /// The playlist of `show`, once the show is over and it is its replay's.
    pub async fn replay(&self, show: &Planned) -> Playlist {
        let what = format!("the replay of {}", show.title);
        self.playlist_that(show, &what, Playlist::is_over).await
    }

    async fn playlist_that(
        &self,
        show: &Planned,
        what: &str,
        is_meant: impl Fn(&Playlist) -> bool,
    ) -> Playlist {
        eventually(what, async || {
            let answer = self.get(&show.playlist()).await;
            // There may be none yet, or the database may not answer now.
            if ![200, 404, 503].contains(&answer.status) {
                panic!("{answer}");
            }
            let playlist = Playlist::of(self.url(&show.playlist()), &answer);
            Some(playlist).filter(|playlist| answer.status == 200 && is_meant(playlist))
        })
        .await
    }
}

impl Playlist {
    fn of(url: String, answer: &Answer) -> Self {
        Self {
            url,
            text: answer.text().to_owned(),
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names of its segments, in order.
    pub fn segments(&self) -> Vec<&str> {
        let lines = self.text.lines();
        lines
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .collect()
    }

    /// The numbers of its segments, in order.
    pub fn numbers(&self) -> Vec<u32> {
        let number = |name: &str| name.strip_prefix("seg-")?.strip_suffix(".m4s")?.parse().ok();
        let names = self.segments().into_iter();
        names
            .map(|name| number(name).unwrap_or_else(|| panic!("{name} is no segment")))
            .collect()
    }

    /// The number of its newest segment; 0 when there is none.
    pub fn newest(&self) -> u32 {
        self.numbers().last().copied().unwrap_or(0)
    }

    /// How long its segments play together.
    pub fn length(&self) -> Duration {
        let durations = self
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("#EXTINF:")?.strip_suffix(','));
        durations
            .map(|seconds| Duration::from_secs_f64(seconds.parse().expect("a number")))
            .sum()
    }

    /// Whether nothing more will come.
    pub fn is_over(&self) -> bool {
        self.text.contains("#EXT-X-ENDLIST")
    }

    /// Has ffmpeg decode all of it.
    ///
    /// # Panics
    /// When it complains about anything.
    pub async fn decodes(&self) {
        let read = ["-v", "error", "-xerror", "-i", &self.url];
        // The pictures' own times: fitted to a frame rate, two may become one.
        let write = [
            "-fps_mode",
            "passthrough",
            "-enc_time_base",
            "-1",
            "-f",
            "null",
            "-",
        ];
        let (_, complaints) = run_tool("ffmpeg", &[&read[..], &write].concat()).await;
        assert_eq!(complaints, "", "{}", self.text);
    }

    /// How long ffprobe finds it to be.
    ///
    /// # Panics
    /// When it complains about anything.
    pub async fn probed_length(&self) -> Duration {
        let ask = ["-v", "error", "-show_entries", "format=duration"];
        let arguments: Vec<_> = ask.into_iter().chain(["-of", "csv=p=0", &self.url]).collect();
        let (printed, complaints) = run_tool("ffprobe", &arguments).await;
        assert_eq!(complaints, "", "{}", self.text);
        let seconds = String::from_utf8(printed).expect("a number");
        Duration::from_secs_f64(seconds.trim().parse().expect("seconds"))
    }
}
