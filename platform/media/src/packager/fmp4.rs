//! Fragmented MP4 (ISO/IEC 14496-12): init sections and media segments in
//! bytes. H.264 after ISO/IEC 14496-15, Opus after its encapsulation in
//! ISOBMFF. Decides nothing about what goes where.

use bytes::Bytes;
use mp4_atom::{
    Atom, Audio, Avc1, Avcc, AvccExt, Codec, Dinf, Dops, Dref, Encode, FourCC, Ftyp, Hdlr, Header, Mdat,
    Mdhd, Mdia, Mfhd, Minf, Moof, Moov, Mvex, Mvhd, Opus, Smhd, Stbl, Stco, Stsd, Styp, Tfdt, Tfhd, Tkhd,
    Traf, Trak, Trex, Trun, TrunEntry, TrunSamples, Url, Visual, Vmhd,
};

use super::h264::{ParameterSets, Sps};
use crate::packet::{OPUS_CLOCK_HZ, VideoCodec};

const VIDEO_TRACK: u32 = 1;
const AUDIO_TRACK: u32 = 2;

/// Sample flags (ISO/IEC 14496-12 section 8.8.3.1): depends on no other.
const SYNC: u32 = 0x0200_0000;
/// Depends on others and is no place to start from.
const NOT_SYNC: u32 = 0x0101_0000;

/// Nothing is trimmed off the start of the sound: it is cut out of a running
/// stream, so the decoder has no start to prime.
const OPUS_PRE_SKIP: u16 = 0;

/// One sample in decoding order, which is also the order of presentation.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// Decode time in ticks of the track's clock.
    pub(super) time: i64,
    /// In ticks of the track's clock.
    pub(super) duration: u32,
    pub(super) sync: bool,
    pub(super) data: Bytes,
}

/// The tracks of a run of segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tracks {
    pub(super) video: Option<ParameterSets>,
    pub(super) audio: bool,
}

/// The init section for these tracks; `None` if the parameter sets can't be
/// read.
pub(super) fn init_section(tracks: &Tracks) -> Option<Bytes> {
    let mut traks = Vec::new();
    let mut extends = Vec::new();
    if let Some(sets) = &tracks.video {
        traks.push(video_track(sets, &sets.picture()?));
        extends.push(extend(VIDEO_TRACK, NOT_SYNC));
    }
    if tracks.audio {
        traks.push(audio_track());
        extends.push(extend(AUDIO_TRACK, SYNC));
    }
    let brands = Ftyp {
        major_brand: FourCC::new(b"iso6"),
        minor_version: 0,
        compatible_brands: vec![FourCC::new(b"iso6"), FourCC::new(b"cmfc"), FourCC::new(b"mp41")],
    };
    let movie = Moov {
        mvhd: Mvhd {
            timescale: 1_000,
            rate: 1u16.into(),
            volume: 1u8.into(),
            next_track_id: AUDIO_TRACK + 1,
            ..Mvhd::default()
        },
        mvex: Some(Mvex {
            mehd: None,
            trex: extends,
        }),
        trak: traks,
        ..Moov::default()
    };
    let mut section = Vec::with_capacity(1_024);
    brands.encode(&mut section).ok()?;
    movie.encode(&mut section).ok()?;
    Some(Bytes::from(section))
}

/// A media segment. `sequence` numbers the fragments of a stream.
///
/// `None` if it exceeds what the format's 32-bit sizes hold; segments are
/// bounded far below that.
pub(super) fn media_segment(sequence: u32, video: &[Sample], audio: &[Sample]) -> Option<Bytes> {
    let size = |samples: &[Sample]| samples.iter().map(|sample| sample.data.len()).sum::<usize>();
    let (video_size, audio_size) = (size(video), size(audio));
    // The offsets count from the moof's first byte, so its own size must be
    // known; it does not depend on them.
    let mut head = Vec::new();
    fragment(sequence, video, audio, 0, video_size)?
        .encode(&mut head)
        .ok()?;
    let data_at = head.len() + 8;
    let fragment = fragment(sequence, video, audio, data_at, video_size)?;

    let mut segment = Vec::with_capacity(64 + data_at + video_size + audio_size);
    Styp {
        major_brand: FourCC::new(b"msdh"),
        minor_version: 0,
        compatible_brands: vec![FourCC::new(b"msdh"), FourCC::new(b"iso6")],
    }
    .encode(&mut segment)
    .ok()?;
    fragment.encode(&mut segment).ok()?;
    u32::try_from(8 + video_size + audio_size).ok()?;
    Header {
        kind: Mdat::KIND,
        size: Some(video_size + audio_size),
    }
    .encode(&mut segment)
    .ok()?;
    for sample in video.iter().chain(audio) {
        segment.extend_from_slice(&sample.data);
    }
    Some(Bytes::from(segment))
}

fn fragment(
    sequence: u32,
    video: &[Sample],
    audio: &[Sample],
    data_at: usize,
    video_size: usize,
) -> Option<Moof> {
    let mut traf = Vec::new();
    if !video.is_empty() {
        traf.push(track_fragment(VIDEO_TRACK, video, data_at)?);
    }
    if !audio.is_empty() {
        traf.push(track_fragment(AUDIO_TRACK, audio, data_at + video_size)?);
    }
    Some(Moof {
        mfhd: Mfhd {
            sequence_number: sequence,
        },
        traf,
    })
}

fn track_fragment(track: u32, samples: &[Sample], data_at: usize) -> Option<Traf> {
    let entries = samples
        .iter()
        .map(|sample| {
            Some(TrunEntry {
                duration: Some(sample.duration),
                size: Some(u32::try_from(sample.data.len()).ok()?),
                flags: Some(if sample.sync { SYNC } else { NOT_SYNC }),
                cts: None,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    let time = samples.first().map_or(0, |sample| sample.time);
    Some(Traf {
        tfhd: Tfhd {
            track_id: track,
            default_base_is_moof: true,
            ..Tfhd::default()
        },
        tfdt: Some(Tfdt {
            base_media_decode_time: u64::try_from(time).ok()?,
        }),
        trun: vec![Trun {
            data_offset: Some(i32::try_from(data_at).ok()?),
            samples: TrunSamples::Explicit(entries),
        }],
        ..Traf::default()
    })
}

fn extend(track: u32, flags: u32) -> Trex {
    Trex {
        track_id: track,
        default_sample_description_index: 1,
        default_sample_duration: 0,
        default_sample_size: 0,
        default_sample_flags: flags,
    }
}

/// An `avc1` track whose sets stand in `avcC`. Key frames repeat the same sets
/// in-band: players that keep the first init section of a playlist (ffmpeg)
/// then still follow a change of resolution.
fn video_track(sets: &ParameterSets, picture: &Sps) -> Trak {
    let avcc = Avcc {
        configuration_version: 1,
        avc_profile_indication: picture.profile,
        profile_compatibility: picture.constraints,
        avc_level_indication: picture.level,
        length_size: 4,
        sequence_parameter_sets: sets.sps.iter().map(|set| set.to_vec()).collect(),
        picture_parameter_sets: sets.pps.iter().map(|set| set.to_vec()).collect(),
        ext: picture.describes_chroma().then(|| AvccExt {
            chroma_format: picture.chroma_format,
            bit_depth_luma: picture.bit_depth_luma,
            bit_depth_chroma: picture.bit_depth_chroma,
            sequence_parameter_sets_ext: Vec::new(),
        }),
    };
    let codec = Avc1 {
        visual: Visual {
            data_reference_index: 1,
            width: picture.width,
            height: picture.height,
            ..Visual::default()
        },
        avcc,
        ..Avc1::default()
    };
    let mut track = track(VIDEO_TRACK, VideoCodec::CLOCK_HZ, b"vide", codec.into());
    track.tkhd.width = picture.width.into();
    track.tkhd.height = picture.height.into();
    track.mdia.minf.vmhd = Some(Vmhd::default());
    track
}

fn audio_track() -> Trak {
    let codec = Opus {
        audio: Audio {
            data_reference_index: 1,
            channel_count: 2,
            sample_size: 16,
            sample_rate: 48_000u16.into(),
        },
        dops: Dops {
            // Mono packets in a stereo stream decode to both channels.
            output_channel_count: 2,
            pre_skip: OPUS_PRE_SKIP,
            input_sample_rate: OPUS_CLOCK_HZ,
            output_gain: 0,
            channel_mapping: None,
        },
        btrt: None,
    };
    let mut track = track(AUDIO_TRACK, OPUS_CLOCK_HZ, b"soun", codec.into());
    track.tkhd.volume = 1u8.into();
    track.tkhd.alternate_group = 1;
    track.mdia.minf.smhd = Some(Smhd::default());
    track
}

fn track(id: u32, timescale: u32, handler: &[u8; 4], codec: Codec) -> Trak {
    Trak {
        tkhd: Tkhd {
            track_id: id,
            enabled: true,
            in_movie: true,
            ..Tkhd::default()
        },
        mdia: Mdia {
            mdhd: Mdhd {
                timescale,
                language: "und".into(),
                ..Mdhd::default()
            },
            hdlr: Hdlr {
                handler: FourCC::new(handler),
                name: String::new(),
            },
            minf: Minf {
                dinf: Dinf {
                    dref: Dref {
                        entries: vec![Url::default().into()],
                    },
                },
                stbl: Stbl {
                    stsd: Stsd { codecs: vec![codec] },
                    stco: Some(Stco::default()),
                    ..Stbl::default()
                },
                ..Minf::default()
            },
        },
        ..Trak::default()
    }
}

#[cfg(test)]
mod tests {
    use mp4_atom::{Any, Decode};

    use super::*;
    use crate::packager::testing::{PPS, SPS};

    fn sets() -> ParameterSets {
        ParameterSets {
            sps: vec![Bytes::from_static(SPS)],
            pps: vec![Bytes::from_static(PPS)],
        }
    }

    fn sample(time: i64, duration: u32, sync: bool, data: &'static [u8]) -> Sample {
        Sample {
            time,
            duration,
            sync,
            data: Bytes::from_static(data),
        }
    }

    #[test]
    fn an_init_section_describes_both_tracks() {
        let tracks = Tracks {
            video: Some(sets()),
            audio: true,
        };
        let section = init_section(&tracks).expect("readable sets");
        let mut left = &section[..];
        let brands = Ftyp::decode(&mut left).expect("ftyp first");
        assert_eq!(brands.major_brand, FourCC::new(b"iso6"));
        let movie = Moov::decode(&mut left).expect("then moov");
        assert!(left.is_empty());
        assert_eq!(movie.trak.len(), 2);
        assert_eq!(movie.mvex.expect("fragmented").trex.len(), 2);
        let [video, audio] = &movie.trak[..] else {
            panic!("two tracks");
        };
        assert_eq!(video.mdia.mdhd.timescale, 90_000);
        assert_eq!(audio.mdia.mdhd.timescale, 48_000);
        let Codec::Avc1(avc1) = &video.mdia.minf.stbl.stsd.codecs[0] else {
            panic!("H.264 expected");
        };
        assert_eq!((avc1.visual.width, avc1.visual.height), (1_920, 1_080));
        assert_eq!(avc1.avcc.sequence_parameter_sets, [SPS.to_vec()]);
        assert!(avc1.avcc.ext.is_some(), "high profile says its chroma");
        let Codec::Opus(opus) = &audio.mdia.minf.stbl.stsd.codecs[0] else {
            panic!("Opus expected");
        };
        assert_eq!(opus.dops.output_channel_count, 2);
    }

    #[test]
    fn unreadable_sets_make_no_init_section() {
        let mut broken = sets();
        broken.sps = vec![Bytes::from_static(&[0x67, 1])];
        let tracks = Tracks {
            video: Some(broken),
            audio: true,
        };
        assert!(init_section(&tracks).is_none());
    }

    #[test]
    fn a_media_segment_points_at_its_data() {
        let video = [
            sample(180_000, 3_000, true, b"key"),
            sample(183_000, 3_003, false, b"other"),
        ];
        let audio = [sample(96_000, 960, true, b"sound")];
        let segment = media_segment(7, &video, &audio).expect("small");
        let mut left = &segment[..];
        Styp::decode(&mut left).expect("styp first");
        let moof_at = segment.len() - left.len();
        let moof = Moof::decode(&mut left).expect("then moof");
        let Any::Mdat(mdat) = Any::decode(&mut left).expect("then mdat") else {
            panic!("mdat expected");
        };
        assert!(left.is_empty());
        assert_eq!(mdat.data, b"keyothersound");
        assert_eq!(moof.mfhd.sequence_number, 7);

        let [video, audio] = &moof.traf[..] else {
            panic!("two tracks");
        };
        let time = |traf: &Traf| traf.tfdt.as_ref().expect("timed").base_media_decode_time;
        assert_eq!((time(video), time(audio)), (180_000, 96_000));
        assert!(video.tfhd.default_base_is_moof && audio.tfhd.default_base_is_moof);
        let data = |traf: &Traf| {
            let run = &traf.trun[0];
            let at = moof_at + run.data_offset.expect("an offset") as usize;
            let size: u32 = run.samples.iter().filter_map(|sample| sample.size).sum();
            segment.slice(at..at + size as usize)
        };
        assert_eq!(data(video)[..], *b"keyother");
        assert_eq!(data(audio)[..], *b"sound");
        let flags: Vec<_> = video.trun[0].samples.iter().map(|s| s.flags).collect();
        assert_eq!(flags, [Some(SYNC), Some(NOT_SYNC)]);
    }
}
