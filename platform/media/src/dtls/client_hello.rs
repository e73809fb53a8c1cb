//! A glance into a ClientHello: which SRTP profiles it offers. The library
//! follows the client's order of preference; we prefer by cost.

/// SRTP_AEAD_AES_128_GCM (RFC 7714 section 14.2).
const AEAD_AES_128_GCM: [u8; 2] = [0x00, 0x07];
const USE_SRTP: u16 = 14;

/// Whether the ClientHello in `datagram` offers AES-128-GCM for SRTP (RFC 5764
/// section 4.1.1). True where it can't be read to its end: only new peers, with
/// their large key shares, send it in fragments, and they know AEAD.
pub(crate) fn offers_gcm(datagram: &[u8]) -> bool {
    srtp_profiles(datagram).is_none_or(|profiles| {
        profiles
            .chunks_exact(2)
            .any(|profile| profile == AEAD_AES_128_GCM)
    })
}

fn srtp_profiles(datagram: &[u8]) -> Option<&[u8]> {
    let mut rest = datagram;
    // RFC 6347 sections 4.1 and 4.2.2: record header, handshake header.
    let record = take(&mut rest, 13)?;
    let handshake = take(&mut rest, 12)?;
    if record[0] != 22 || handshake[0] != 1 {
        return None;
    }
    // Version and random.
    take(&mut rest, 34)?;
    let session_id = length(&mut rest, 1)?;
    take(&mut rest, session_id)?;
    let cookie = length(&mut rest, 1)?;
    take(&mut rest, cookie)?;
    let suites = length(&mut rest, 2)?;
    take(&mut rest, suites)?;
    let compressions = length(&mut rest, 1)?;
    take(&mut rest, compressions)?;
    let extensions_length = length(&mut rest, 2)?;
    let mut extensions = take(&mut rest, extensions_length)?;
    while !extensions.is_empty() {
        let typ = length(&mut extensions, 2)?;
        let size = length(&mut extensions, 2)?;
        let mut body = take(&mut extensions, size)?;
        if typ == usize::from(USE_SRTP) {
            let profiles = length(&mut body, 2)?;
            return take(&mut body, profiles);
        }
    }
    Some(&[])
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count)?;
    *rest = left;
    Some(taken)
}

/// A big-endian number of `bytes` bytes.
fn length(rest: &mut &[u8], bytes: usize) -> Option<usize> {
    Some(
        take(rest, bytes)?
            .iter()
            .fold(0, |value, byte| value << 8 | usize::from(*byte)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hello(profiles: &[u8]) -> Vec<u8> {
        let mut bytes = vec![22];
        bytes.extend([0; 12]);
        bytes.push(1);
        bytes.extend([0; 11]);
        bytes.extend([0; 34]);
        bytes.extend([0, 0, 0, 2, 0xc0, 0x2b, 1, 0]);
        let body_length = 2 + profiles.len() + 1;
        let extension = [
            &[0, 23, 0, 0, 0, 14, 0, u8::try_from(body_length).unwrap(), 0][..],
            &[u8::try_from(profiles.len()).unwrap()],
            profiles,
            &[0],
        ]
        .concat();
        bytes.extend(u16::try_from(extension.len()).unwrap().to_be_bytes());
        bytes.extend(extension);
        bytes
    }

    #[test]
    fn gcm_is_found_wherever_it_stands() {
        assert!(offers_gcm(&hello(&[0, 1, 0, 7])));
        assert!(offers_gcm(&hello(&[0, 7])));
        assert!(!offers_gcm(&hello(&[0, 1, 0, 8])));
        assert!(!offers_gcm(&hello(&[7, 0])));
    }

    #[test]
    fn a_first_fragment_is_taken_for_a_new_peers() {
        let whole = hello(&[0, 1]);
        assert!(offers_gcm(&whole[..whole.len() - 5]));
    }

    proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..100) {
            offers_gcm(&bytes);
            let whole = hello(&[0, 7]);
            offers_gcm(&whole[..cut.min(whole.len())]);
        }
    }
}
