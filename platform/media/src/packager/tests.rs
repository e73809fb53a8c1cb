//! The packager from packets to segments, parsed back by another reader of the
//! format than wrote them.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use mp4_atom::{Any, Decode, Moof};
use proptest::prelude::*;

use super::testing::{Clocks, Publisher};
use super::*;
use crate::packet::Packet;

const BOTH: (Option<VideoCodec>, bool) = (Some(VideoCodec::H264), true);

fn started_at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("in range")
}

fn begin((video, audio): (Option<VideoCodec>, bool), at: Instant) -> Ingest {
    Ingest::Begin { video, audio, at }
}

fn drain(packager: &mut Packager) -> Vec<Output> {
    std::iter::from_fn(|| packager.poll()).collect()
}

fn segments(outputs: &[Output]) -> Vec<&MediaSegment> {
    outputs
        .iter()
        .filter_map(|output| match output {
            Output::Segment(segment) => Some(segment),
            _ => None,
        })
        .collect()
}

fn inits(outputs: &[Output]) -> usize {
    let is_init = |output: &&Output| matches!(output, Output::Init(_));
    outputs.iter().filter(is_init).count()
}

fn gaps(outputs: &[Output]) -> u64 {
    outputs
        .iter()
        .map(|output| match output {
            Output::Gap { packets, .. } => *packets,
            _ => 0,
        })
        .sum()
}

fn moof(segment: &MediaSegment) -> Moof {
    let mut left = &segment.bytes[..];
    loop {
        if let Any::Moof(moof) = Any::decode(&mut left).expect("a moof") {
            return moof;
        }
    }
}

/// A track's samples in a segment: start, durations, and whether each is a
/// key frame.
fn track(segment: &MediaSegment, id: u32) -> Option<(u64, Vec<(u32, bool)>)> {
    let moof = moof(segment);
    let traf = moof.traf.iter().find(|traf| traf.tfhd.track_id == id)?;
    let start = traf.tfdt.as_ref()?.base_media_decode_time;
    let samples = traf.trun[0]
        .samples
        .iter()
        .map(|sample| {
            let sync = sample.flags.expect("explicit") & 0x0001_0000 == 0;
            (sample.duration.expect("explicit"), sync)
        })
        .collect();
    Some((start, samples))
}

/// Runs a whole show: reports first, then the packets in the order given.
fn package(publisher: &Publisher, packets: Vec<Packet>, epoch: Instant) -> (Packager, Vec<Output>) {
    let mut packager = Packager::new(PackagerConfig::default(), started_at(), epoch);
    packager.push(begin(BOTH, epoch));
    packager.push(Ingest::Report(publisher.report(Kind::Video)));
    packager.push(Ingest::Report(publisher.report(Kind::Audio)));
    for packet in packets {
        packager.push(Ingest::Packet(packet));
    }
    packager.push(Ingest::End);
    let outputs = drain(&mut packager);
    (packager, outputs)
}

/// A small generator with a seed, so that a failure repeats (Marsaglia's
/// xorshift).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

#[test]
fn a_clean_stream_gives_two_second_segments_of_its_whole_length() {
    let epoch = Instant::now();
    let mut publisher = Publisher::new(Clocks::default(), epoch);
    let packets = publisher.packets(10);
    let (packager, outputs) = package(&publisher, packets, epoch);
    let segments = segments(&outputs);

    assert_eq!((segments.len(), inits(&outputs), gaps(&outputs)), (5, 1, 0));
    let total: Duration = segments.iter().map(|segment| segment.duration).sum();
    assert_eq!(total, Duration::from_secs(10));
    assert_eq!(packager.duration(), total);
    for (at, segment) in segments.iter().enumerate() {
        let at = at as u32;
        assert_eq!((segment.index, segment.init), (at + 1, 1));
        assert_eq!(segment.start, Duration::from_secs(2) * at);
        assert_eq!(segment.program_date_time, started_at() + segment.start);
        assert!(!segment.discontinuity);
        let (start, video) = track(segment, 1).expect("video");
        assert_eq!(start, u64::from(at) * 180_000);
        assert_eq!(video.len(), 60);
        assert!(video.iter().all(|(duration, _)| *duration == 3_000));
        let keys: Vec<bool> = video.iter().map(|(_, sync)| *sync).collect();
        assert!(keys[0] && keys[1..].iter().all(|sync| !sync));
        let (start, audio) = track(segment, 2).expect("audio");
        assert_eq!(start, u64::from(at) * 96_000);
        assert_eq!(audio, vec![(960, true); 100]);
    }
}

#[test]
fn sound_that_arrives_late_is_aligned_by_sender_reports() {
    let epoch = Instant::now();
    let clocks = Clocks {
        audio_lag: Duration::from_millis(400),
        ..Clocks::default()
    };
    let mut publisher = Publisher::new(clocks, epoch);
    let packets = publisher.packets(6);
    let (_, outputs) = package(&publisher, packets, epoch);
    for segment in segments(&outputs) {
        let (video, _) = track(segment, 1).expect("video");
        let (audio, _) = track(segment, 2).expect("audio");
        let apart = (video as f64 / 90_000.0 - audio as f64 / 48_000.0).abs();
        assert!(apart < 0.001, "{apart} s apart");
    }
}

#[test]
fn without_reports_the_start_waits_and_then_goes_by_arrival() {
    let epoch = Instant::now();
    let mut publisher = Publisher::new(Clocks::default(), epoch);
    let mut packager = Packager::new(PackagerConfig::default(), started_at(), epoch);
    packager.push(begin(BOTH, epoch));
    for packet in publisher.packets(5) {
        let early = packet.arrival < epoch + Duration::from_millis(2_900);
        packager.push(Ingest::Packet(packet));
        if early {
            assert!(segments(&drain(&mut packager)).is_empty());
        }
    }
    packager.push(Ingest::End);
    let outputs = drain(&mut packager);
    let total: Duration = segments(&outputs).iter().map(|segment| segment.duration).sum();
    assert_eq!(total, Duration::from_secs(5));
}

#[test]
fn late_and_reordered_packets_leave_no_gap() {
    let epoch = Instant::now();
    let mut publisher = Publisher::new(Clocks::default(), epoch);
    let mut seeded = Seeded(0x5eed);
    let mut packets = publisher.packets(20);
    let first_video = packets.iter().position(|packet| packet.kind == Kind::Video);
    let first_audio = packets.iter().position(|packet| packet.kind == Kind::Audio);
    for (at, packet) in packets.iter_mut().enumerate() {
        if Some(at) == first_video || Some(at) == first_audio {
            continue;
        }
        // 2 % are lost and come again after a round trip and a bit; others
        // overtake one another.
        let late = if seeded.below(100) < 2 {
            120 + seeded.below(200)
        } else {
            seeded.below(15)
        };
        packet.arrival += Duration::from_millis(late);
    }
    packets.sort_by_key(|packet| packet.arrival);
    // Some come twice, as bandwidth probes do.
    let doubled: Vec<Packet> = packets
        .into_iter()
        .flat_map(|packet| {
            let copies = if seeded.below(100) < 5 { 2 } else { 1 };
            std::iter::repeat_n(packet, copies)
        })
        .collect();
    let (_, outputs) = package(&publisher, doubled, epoch);
    let segments = segments(&outputs);
    assert_eq!((segments.len(), gaps(&outputs)), (10, 0));
    for segment in segments {
        let (_, video) = track(segment, 1).expect("video");
        assert_eq!(
            video.iter().filter(|(duration, _)| *duration == 3_000).count(),
            60
        );
        let (_, audio) = track(segment, 2).expect("audio");
        assert_eq!(audio.len(), 100);
    }
}

#[test]
fn lost_packets_freeze_the_picture_until_the_next_key_frame_and_cost_no_time() {
    let epoch = Instant::now();
    let mut publisher = Publisher::new(Clocks::default(), epoch);
    let mut packets = publisher.packets(8);
    // One fragment of picture 70, and one packet of sound.
    let lost_picture = publisher.clocks.video_time.wrapping_add(70 * 3_000);
    let lost_sound = publisher.clocks.audio_time.wrapping_add(130 * 960);
    let mut dropped = false;
    packets.retain(|packet| match packet.kind {
        Kind::Video if packet.timestamp == lost_picture && !dropped => {
            dropped = true;
            false
        }
        Kind::Audio => packet.timestamp != lost_sound,
        Kind::Video => true,
    });
    let (_, outputs) = package(&publisher, packets, epoch);
    assert_eq!(gaps(&outputs), 2);
    assert!(
        outputs
            .iter()
            .any(|output| matches!(output, Output::WantKeyFrame))
    );
    let segments = segments(&outputs);
    assert_eq!(segments.len(), 4);
    let total: Duration = segments.iter().map(|segment| segment.duration).sum();
    assert_eq!(total, Duration::from_secs(8));
    let (_, video) = track(segments[1], 1).expect("video");
    assert_eq!(video.len(), 10, "pictures 60 to 69");
    assert_eq!(video[9].0, 51 * 3_000, "the last one stands still");
    let (_, audio) = track(segments[1], 2).expect("audio");
    assert_eq!(audio.len(), 99);
    assert!(audio.contains(&(1_920, true)), "sound stretches over its hole");
}

#[test]
fn a_new_session_goes_on_after_the_last_sample() {
    let epoch = Instant::now();
    let mut publisher = Publisher::new(Clocks::default(), epoch);
    let mut packager = Packager::new(PackagerConfig::default(), started_at(), epoch);
    packager.push(begin(BOTH, epoch));
    for packet in publisher.packets(4) {
        packager.push(Ingest::Packet(packet));
    }
    let back = epoch + Duration::from_secs(30);
    let clocks = Clocks {
        video_sequence: 7,
        video_time: 5,
        audio_sequence: 9,
        audio_time: 11,
        ..Clocks::default()
    };
    let mut publisher = Publisher::new(clocks, back);
    packager.push(begin(BOTH, back));
    for packet in publisher.packets(4) {
        packager.push(Ingest::Packet(packet));
    }
    packager.push(Ingest::End);
    let outputs = drain(&mut packager);
    let segments = segments(&outputs);
    let breaks: Vec<bool> = segments.iter().map(|segment| segment.discontinuity).collect();
    assert_eq!(breaks, [false, false, true, false]);
    assert_eq!(inits(&outputs), 1, "the same parameter sets");
    assert_eq!(segments[2].start, Duration::from_secs(4));
    assert_eq!(
        segments[2].program_date_time,
        started_at() + Duration::from_secs(30)
    );
    assert_eq!(track(segments[2], 1).expect("video").0, 360_000);
    assert_eq!(track(segments[2], 2).expect("audio").0, 192_000);
    assert_eq!(packager.duration(), Duration::from_secs(8));
}

#[test]
fn sound_alone_is_packaged_when_announced_alone_or_when_video_does_not_come() {
    for announced in [None, Some(VideoCodec::H264)] {
        let epoch = Instant::now();
        let mut publisher = Publisher::new(Clocks::default(), epoch);
        let mut packager = Packager::new(PackagerConfig::default(), started_at(), epoch);
        packager.push(begin((announced, true), epoch));
        for packet in publisher.packets(12) {
            if packet.kind == Kind::Audio {
                packager.push(Ingest::Packet(packet));
            }
        }
        packager.push(Ingest::End);
        let outputs = drain(&mut packager);
        let segments = segments(&outputs);
        assert_eq!(segments.len(), 6);
        assert!(segments.iter().all(|segment| track(segment, 1).is_none()));
        assert_eq!(packager.duration(), Duration::from_secs(12));
    }
}

#[test]
fn video_that_comes_late_starts_a_run_of_its_own() {
    let epoch = Instant::now();
    let mut publisher = Publisher::new(Clocks::default(), epoch);
    let mut packager = Packager::new(PackagerConfig::default(), started_at(), epoch);
    packager.push(begin(BOTH, epoch));
    packager.push(Ingest::Report(publisher.report(Kind::Video)));
    packager.push(Ingest::Report(publisher.report(Kind::Audio)));
    for packet in publisher.packets(14) {
        let too_early = packet.arrival < epoch + Duration::from_secs(8);
        if packet.kind == Kind::Audio || !too_early {
            packager.push(Ingest::Packet(packet));
        }
    }
    packager.push(Ingest::End);
    let outputs = drain(&mut packager);
    let segments = segments(&outputs);
    let turn = segments
        .iter()
        .position(|segment| track(segment, 1).is_some())
        .expect("video in the end");
    assert!(turn > 0 && segments[turn].discontinuity);
    assert_eq!(inits(&outputs), 2);
    assert_ne!(segments[turn].init, segments[turn - 1].init);
    for pair in segments.windows(2) {
        assert_eq!(pair[0].start + pair[0].duration, pair[1].start);
    }
}

#[test]
fn what_the_network_held_up_counts_once() {
    let epoch = Instant::now();
    let mut publisher = Publisher::new(Clocks::default(), epoch);
    let mut packets = publisher.packets(10);
    // From the second second to the ninth nothing comes, then all at once.
    let (from, until) = (epoch + Duration::from_secs(2), epoch + Duration::from_secs(9));
    for packet in packets.iter_mut().filter(|packet| packet.arrival >= from) {
        packet.arrival = packet.arrival.max(until);
    }
    let (packager, outputs) = package(&publisher, packets, epoch);
    assert_eq!(gaps(&outputs), 0);
    assert_eq!(packager.duration(), Duration::from_secs(10));
    for segment in segments(&outputs) {
        assert_eq!(
            segment.duration,
            Duration::from_secs(2),
            "number {}",
            segment.index
        );
    }
}

#[test]
fn numbers_go_on_after_a_restart() {
    let epoch = Instant::now();
    let config = PackagerConfig {
        resume: Some(Resume {
            segment: 8,
            init: 3,
            end: Duration::from_secs(14),
        }),
        ..PackagerConfig::default()
    };
    let mut packager = Packager::new(config, started_at(), epoch);
    packager.push(begin(BOTH, epoch));
    for packet in Publisher::new(Clocks::default(), epoch).packets(2) {
        packager.push(Ingest::Packet(packet));
    }
    packager.push(Ingest::End);
    let outputs = drain(&mut packager);
    let first = segments(&outputs)[0];
    assert_eq!((first.index, first.init), (8, 3));
    assert_eq!(first.start, Duration::from_secs(14));
    assert!(first.discontinuity);
}

#[test]
fn records_say_where_to_go_on() {
    let epoch = Instant::now();
    let mut publisher = Publisher::new(Clocks::default(), epoch);
    let packets = publisher.packets(6);
    let (packager, outputs) = package(&publisher, packets, epoch);
    let records: Vec<SegmentRecord> = outputs
        .iter()
        .filter_map(|output| match output {
            Output::Init(init) => Some(SegmentRecord::from(init)),
            Output::Segment(segment) => Some(SegmentRecord::from(segment)),
            _ => None,
        })
        .collect();
    let resume = Resume {
        segment: 4,
        init: 2,
        end: packager.duration(),
    };
    assert_eq!(Resume::after(&records), Some(resume));
    let with_a_hole: Vec<_> = records
        .iter()
        .filter(|record| record.index != 2)
        .cloned()
        .collect();
    assert_eq!(Resume::after(&with_a_hole), Some(resume), "no number comes again");
    assert_eq!(Resume::after(&[]), None);
}

#[test]
fn other_codecs_are_refused_by_name() {
    let epoch = Instant::now();
    let mut packager = Packager::new(PackagerConfig::default(), started_at(), epoch);
    packager.push(begin((Some(VideoCodec::Vp8), true), epoch));
    for packet in Publisher::new(Clocks::default(), epoch).packets(3) {
        packager.push(Ingest::Packet(packet));
    }
    packager.push(Ingest::End);
    let outputs = drain(&mut packager);
    assert!(matches!(outputs[..], [Output::Unrecordable(VideoCodec::Vp8)]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn loss_costs_pictures_but_never_time_or_order(
        seed in 1u64..,
        loss in 0u64..30,
    ) {
        let epoch = Instant::now();
        let clocks = Clocks { key_every: 15, ..Clocks::default() };
        let mut publisher = Publisher::new(clocks, epoch);
        let mut seeded = Seeded(seed);
        let mut packets = publisher.packets(6);
        packets.retain(|_| seeded.below(100) >= loss);
        let (packager, outputs) = package(&publisher, packets, epoch);
        let segments = segments(&outputs);
        let mut end = Duration::ZERO;
        let mut audio_end = 0;
        for (at, segment) in segments.iter().enumerate() {
            prop_assert_eq!(segment.index as usize, at + 1);
            prop_assert_eq!(segment.start, end);
            end += segment.duration;
            if let Some((_, video)) = track(segment, 1) {
                prop_assert!(video[0].1, "starts at a key frame");
            }
            if let Some((start, audio)) = track(segment, 2) {
                prop_assert!(start >= audio_end);
                audio_end = start + audio.iter().map(|(duration, _)| u64::from(*duration)).sum::<u64>();
            }
        }
        prop_assert_eq!(packager.duration(), end);
    }
}
