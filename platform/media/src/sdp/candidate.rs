//! Our candidates, as lines and as edits of a description the peer library wrote.

use std::net::IpAddr;

/// Host candidates for `addresses` (RFC 8839 section 5.1), falling in priority
/// with their order (RFC 8445 section 5.1.2.1), ended by end-of-candidates.
pub(crate) fn candidate_lines(addresses: &[IpAddr], port: u16) -> String {
    let mut lines = String::new();
    for (index, address) in addresses.iter().enumerate() {
        const HOST_PREFERENCE: u32 = 126;
        const RTP_COMPONENT: u32 = 1;
        let local_preference = 65_535_u32.saturating_sub(u32::try_from(index).unwrap_or(u32::MAX));
        let priority = (HOST_PREFERENCE << 24) + (local_preference << 8) + (256 - RTP_COMPONENT);
        let foundation = index + 1;
        lines.push_str(&format!(
            "a=candidate:{foundation} {RTP_COMPONENT} udp {priority} {address} {port} typ host\r\n"
        ));
    }
    lines.push_str("a=end-of-candidates\r\n");
    lines
}

/// `description` without any candidate: a lite agent needs none of the peer's
/// (RFC 8445 section 2.5), it answers whoever passes the integrity check.
pub(crate) fn without_candidates(description: &str) -> String {
    description
        .lines()
        .filter(|line| !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-candidates"))
        .flat_map(|line| [line, "\r\n"])
        .collect()
}

/// `description` without simulcast: one picture is all that is taken, and an
/// answer without it says so (RFC 8853 section 5.3.2).
pub(crate) fn without_simulcast(description: &str) -> String {
    description
        .lines()
        .filter(|line| !line.starts_with("a=simulcast:") && !line.starts_with("a=rid:"))
        .flat_map(|line| [line, "\r\n"])
        .collect()
}

/// `description` with `lines` as the candidates of its first media section,
/// in place of any it had.
pub(crate) fn with_candidates(description: &str, lines: &str) -> String {
    let bare = without_candidates(description);
    let mut out = String::with_capacity(bare.len() + lines.len());
    let mut media_sections = 0;
    let mut placed = false;
    for line in bare.lines() {
        if line.starts_with("m=") {
            media_sections += 1;
            if media_sections == 2 && !placed {
                out.push_str(lines);
                placed = true;
            }
        }
        out.push_str(line);
        out.push_str("\r\n");
    }
    if !placed {
        out.push_str(lines);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_replace_those_of_the_first_section() {
        let text = "v=0\r\nm=audio 9 x 1\r\na=candidate:1 2 udp 1 1.2.3.4 5 typ host\r\na=a\r\nm=video 9 x 2\r\na=b\r\n";
        let lines = candidate_lines(&["192.0.2.1".parse().unwrap()], 7);
        assert_eq!(
            with_candidates(text, &lines),
            "v=0\r\nm=audio 9 x 1\r\na=a\r\na=candidate:1 1 udp 2130706431 192.0.2.1 7 typ host\r\na=end-of-candidates\r\nm=video 9 x 2\r\na=b\r\n"
        );
    }
}
