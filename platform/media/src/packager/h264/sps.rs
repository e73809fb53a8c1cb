//! The sequence parameter set, read as far as the picture's size (ITU-T H.264
//! section 7.3.2.1.1). Trusts nothing: it comes from the network.

/// What a sequence parameter set says of the pictures that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sps {
    /// `profile_idc`: 66 is baseline, 77 main, 100 high.
    pub profile: u8,
    /// The constraint flags, as they stand in the byte after the profile.
    pub constraints: u8,
    /// `level_idc`: ten times the level's number.
    pub level: u8,
    /// `chroma_format_idc`: 1 is 4:2:0.
    pub chroma_format: u8,
    /// Bits per luma sample, 8 to 14.
    pub bit_depth_luma: u8,
    /// Bits per chroma sample, 8 to 14.
    pub bit_depth_chroma: u8,
    /// In pixels, cropping applied.
    pub width: u16,
    /// In pixels, cropping applied.
    pub height: u16,
}

/// The widest and highest picture believed, in macroblocks: 16,384 pixels.
const MAX_MACROBLOCKS: u32 = 1_024;

impl Sps {
    /// Reads a whole SPS NAL unit, header byte and emulation prevention
    /// included. `None` if it is no SPS, cut short, or out of bounds.
    pub fn parse(unit: &[u8]) -> Option<Self> {
        let (&header, body) = unit.split_first()?;
        if super::nal::kind(header) != super::nal::SPS {
            return None;
        }
        let mut bits = Bits::new(body);
        let profile = bits.byte()?;
        let constraints = bits.byte()?;
        let level = bits.byte()?;
        bits.unsigned_up_to(31)?; // seq_parameter_set_id

        let mut chroma_format = 1;
        let mut separate_planes = false;
        let (mut bit_depth_luma, mut bit_depth_chroma) = (8, 8);
        if has_chroma_format(profile) {
            chroma_format = u8::try_from(bits.unsigned_up_to(3)?).ok()?;
            if chroma_format == 3 {
                separate_planes = bits.flag()?;
            }
            bit_depth_luma = 8 + u8::try_from(bits.unsigned_up_to(6)?).ok()?;
            bit_depth_chroma = 8 + u8::try_from(bits.unsigned_up_to(6)?).ok()?;
            bits.flag()?; // qpprime_y_zero_transform_bypass_flag
            if bits.flag()? {
                let lists = if chroma_format == 3 { 12 } else { 8 };
                for list in 0..lists {
                    if bits.flag()? {
                        skip_scaling_list(&mut bits, if list < 6 { 16 } else { 64 })?;
                    }
                }
            }
        }

        bits.unsigned_up_to(12)?; // log2_max_frame_num_minus4
        match bits.unsigned_up_to(2)? {
            0 => {
                bits.unsigned_up_to(12)?; // log2_max_pic_order_cnt_lsb_minus4
            }
            1 => {
                bits.flag()?; // delta_pic_order_always_zero_flag
                bits.signed()?; // offset_for_non_ref_pic
                bits.signed()?; // offset_for_top_to_bottom_field
                for _ in 0..bits.unsigned_up_to(255)? {
                    bits.signed()?; // offset_for_ref_frame
                }
            }
            _ => {}
        }
        bits.unsigned()?; // max_num_ref_frames
        bits.flag()?; // gaps_in_frame_num_value_allowed_flag
        let columns = bits.unsigned_up_to(MAX_MACROBLOCKS - 1)? + 1;
        let map_rows = bits.unsigned_up_to(MAX_MACROBLOCKS - 1)? + 1;
        let frames_only = bits.flag()?;
        if !frames_only {
            bits.flag()?; // mb_adaptive_frame_field_flag
        }
        bits.flag()?; // direct_8x8_inference_flag
        let fields = if frames_only { 1 } else { 2 };

        let (mut cut_across, mut cut_down) = (0u64, 0u64);
        if bits.flag()? {
            // Crop units, section 7.4.2.1.1 equations 7-19 to 7-22.
            let (across, down) = match (chroma_format, separate_planes) {
                (1, _) => (2, 2),
                (2, _) => (2, 1),
                _ => (1, 1),
            };
            let left = u64::from(bits.unsigned()?);
            let right = u64::from(bits.unsigned()?);
            let top = u64::from(bits.unsigned()?);
            let bottom = u64::from(bits.unsigned()?);
            cut_across = (left + right) * across;
            cut_down = (top + bottom) * down * fields;
        }
        let width = (u64::from(columns) * 16).checked_sub(cut_across)?;
        let height = (u64::from(map_rows) * 16 * fields).checked_sub(cut_down)?;
        Some(Self {
            profile,
            constraints,
            level,
            chroma_format,
            bit_depth_luma,
            bit_depth_chroma,
            width: u16::try_from(width).ok().filter(|width| *width > 0)?,
            height: u16::try_from(height).ok().filter(|height| *height > 0)?,
        })
    }

    /// Whether `avcC` says chroma format and bit depths for this profile
    /// (ISO/IEC 14496-15 section 5.3.3.1.2).
    pub(in crate::packager) fn describes_chroma(&self) -> bool {
        !matches!(self.profile, 66 | 77 | 88)
    }
}

/// Profiles whose SPS carries the chroma fields (section 7.3.2.1.1).
fn has_chroma_format(profile: u8) -> bool {
    matches!(
        profile,
        44 | 83 | 86 | 100 | 110 | 118 | 122 | 128 | 134 | 135 | 138 | 139 | 244
    )
}

/// Section 7.3.2.1.1.1: a list ends early when its next scale becomes zero.
fn skip_scaling_list(bits: &mut Bits<'_>, size: usize) -> Option<()> {
    let (mut last, mut next) = (8i64, 8i64);
    for _ in 0..size {
        if next != 0 {
            next = (last + bits.signed()?).rem_euclid(256);
        }
        if next != 0 {
            last = next;
        }
    }
    Some(())
}

/// Bits of a NAL unit's payload; emulation prevention bytes are stepped over
/// (section 7.4.1).
struct Bits<'a> {
    bytes: &'a [u8],
    /// Zero bytes in a row just before the front of `bytes`.
    zeros: u8,
    current: u8,
    left: u8,
}

impl<'a> Bits<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            zeros: 0,
            current: 0,
            left: 0,
        }
    }

    fn refill(&mut self) -> Option<()> {
        let (mut byte, mut rest) = self.bytes.split_first()?;
        if self.zeros >= 2 && *byte == 3 {
            self.zeros = 0;
            (byte, rest) = rest.split_first()?;
        }
        self.zeros = if *byte == 0 {
            self.zeros.saturating_add(1)
        } else {
            0
        };
        self.bytes = rest;
        self.current = *byte;
        self.left = 8;
        Some(())
    }

    fn flag(&mut self) -> Option<bool> {
        if self.left == 0 {
            self.refill()?;
        }
        self.left -= 1;
        Some((self.current >> self.left) & 1 == 1)
    }

    fn byte(&mut self) -> Option<u8> {
        let mut value = 0;
        for _ in 0..8 {
            value = (value << 1) | u8::from(self.flag()?);
        }
        Some(value)
    }

    /// `ue(v)`, section 9.1.
    fn unsigned(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        let mut value = 1u64;
        for _ in 0..zeros {
            value = (value << 1) | u64::from(self.flag()?);
        }
        u32::try_from(value - 1).ok()
    }

    fn unsigned_up_to(&mut self, most: u32) -> Option<u32> {
        self.unsigned().filter(|value| *value <= most)
    }

    /// `se(v)`, section 9.1.1.
    fn signed(&mut self) -> Option<i64> {
        let code = i64::from(self.unsigned()?);
        let magnitude = (code + 1) / 2;
        Some(if code % 2 == 1 { magnitude } else { -magnitude })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Writes an SPS bit by bit, emulation prevention included.
    #[derive(Default)]
    struct Writer {
        bits: Vec<bool>,
    }

    impl Writer {
        fn fixed(mut self, value: u32, width: u32) -> Self {
            self.bits
                .extend((0..width).rev().map(|bit| (value >> bit) & 1 == 1));
            self
        }

        fn golomb(self, value: u32) -> Self {
            let code = value + 1;
            let width = 32 - code.leading_zeros();
            self.fixed(0, width - 1).fixed(code, width)
        }

        fn unit(mut self) -> Vec<u8> {
            self.bits.push(true);
            while !self.bits.len().is_multiple_of(8) {
                self.bits.push(false);
            }
            let mut unit = vec![0x67];
            let mut zeros = 0;
            for bits in self.bits.chunks(8) {
                let byte = bits.iter().fold(0u8, |byte, bit| (byte << 1) | u8::from(*bit));
                if zeros == 2 && byte <= 3 {
                    unit.push(3);
                    zeros = 0;
                }
                zeros = if byte == 0 { zeros + 1 } else { 0 };
                unit.push(byte);
            }
            unit
        }
    }

    fn baseline(columns: u32, rows: u32, crop: Option<[u32; 4]>) -> Vec<u8> {
        let writer = Writer::default()
            .fixed(66, 8)
            .fixed(0xc0, 8)
            .fixed(31, 8)
            .golomb(0) // id
            .golomb(0) // log2_max_frame_num
            .golomb(2) // pic_order_cnt_type
            .golomb(1) // max_num_ref_frames
            .fixed(0, 1)
            .golomb(columns - 1)
            .golomb(rows - 1)
            .fixed(1, 1)
            .fixed(1, 1);
        match crop {
            Some(sides) => sides
                .into_iter()
                .fold(writer.fixed(1, 1), Writer::golomb)
                .fixed(0, 1)
                .unit(),
            None => writer.fixed(0, 1).fixed(0, 1).unit(),
        }
    }

    #[test]
    fn size_and_cropping_are_read() {
        let sps = Sps::parse(&baseline(80, 45, None)).expect("a good SPS");
        assert_eq!((sps.width, sps.height), (1_280, 720));
        assert_eq!((sps.profile, sps.constraints, sps.level), (66, 0xc0, 31));
        let sps = Sps::parse(&baseline(120, 68, Some([0, 0, 0, 4]))).expect("a good SPS");
        assert_eq!((sps.width, sps.height), (1_920, 1_080));
    }

    #[test]
    fn a_high_profile_set_of_an_encoder_is_read() {
        // x264, 1920x1080, high profile, level 4.0, with emulation prevention.
        let unit = [
            0x67, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0x84, 0x00, 0x00, 0x03, 0x00,
            0x04, 0x00, 0x00, 0x03, 0x00, 0xf0, 0x3c, 0x60, 0xc6, 0x58,
        ];
        let sps = Sps::parse(&unit).expect("a good SPS");
        assert_eq!((sps.width, sps.height), (1_920, 1_080));
        assert_eq!((sps.profile, sps.level, sps.chroma_format), (100, 40, 1));
        assert!(sps.describes_chroma());
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(Sps::parse(&[]), None);
        assert_eq!(Sps::parse(&[0x68, 1, 2, 3]), None);
        let whole = baseline(80, 45, None);
        assert_eq!(Sps::parse(&whole[..5]), None);
        assert_eq!(
            Sps::parse(&baseline(1, 1, Some([8, 8, 0, 0]))),
            None,
            "cropped to nothing"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(mut unit in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Some(header) = unit.first_mut() {
                *header = 0x67;
            }
            if let Some(sps) = Sps::parse(&unit) {
                prop_assert!(sps.width > 0 && sps.height > 0);
            }
        }

        #[test]
        fn any_size_is_read_back(columns in 1u32..=1_024, rows in 1u32..=1_024) {
            let sps = Sps::parse(&baseline(columns, rows, None)).expect("a good SPS");
            prop_assert_eq!(u32::from(sps.width), columns * 16);
            prop_assert_eq!(u32::from(sps.height), rows * 16);
        }
    }
}
