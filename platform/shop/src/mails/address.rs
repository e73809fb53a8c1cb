//! Whether what somebody typed may be a mail address.

use model::is_unprintable;

/// `typed` without the space around it, if it may be an address; whether it is one,
/// the mail will tell.
pub fn checked_address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let sound = (3..=254).contains(&typed.len())
        && !typed
            .chars()
            .any(|c| c.is_whitespace() || is_unprintable(c) || matches!(c, ',' | ';' | '<' | '>'))
        && typed.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && !host.starts_with('.')
                && !host.ends_with('.')
        });
    sound.then(|| typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_is_one_or_is_refused() {
        assert_eq!(
            checked_address(" ana@example.org ").as_deref(),
            Some("ana@example.org")
        );
        for bad in [
            "",
            "ana",
            "@example.org",
            "ana@",
            "a b@example.org",
            "a@b@c",
            "a@b.\n",
            "<a@b.c>",
            "a,b@c.d",
        ] {
            assert!(checked_address(bad).is_none(), "{bad:?}");
        }
    }
}
