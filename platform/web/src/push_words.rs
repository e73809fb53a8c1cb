//! The words of a push, as the service worker is given them: JSON, encrypted on
//! its way, read in the reader's own language.

use live::push::{Letter, Wording};
use model::NoticeKind;
use serde_json::json;
use storefront_templates::locale::Locale;

use crate::urls;

/// See [`Wording`].
#[derive(Debug, Clone, Copy, Default)]
pub struct PushWords;

impl Wording for PushWords {
    /// `title`, `body`, `icon`, `tag` and `lang` are what a notification takes
    /// (Notifications API); `path` is where a click leads. `quiet` labels the
    /// action that posts to `unsubscribe`.
    fn write(&self, letter: &Letter) -> Vec<u8> {
        let locale = Locale::from_code(&letter.locale).unwrap_or_default();
        let say = |key, name, value: &str| locale.text_with(key, &[(name, value.to_owned().into())]);
        let (title, body) = match letter.kind {
            NoticeKind::Live => (say("push-live", "host", &letter.host_name), letter.title.clone()),
            NoticeKind::Soon => (say("push-soon", "title", &letter.title), letter.host_name.clone()),
            NoticeKind::Mention => {
                let actor = letter.actor_name.as_deref().unwrap_or(&letter.host_name);
                (say("push-mention", "actor", actor), letter.title.clone())
            }
        };
        let icon = letter.host_avatar.as_deref().map(urls::picture);
        let words = json!({
            "v": 1,
            "kind": letter.kind,
            "show": letter.show,
            "title": title,
            "body": body,
            "icon": icon,
            "tag": letter.tag,
            "lang": locale.code(),
            "path": format!("/shows/{}", letter.show),
            "message": letter.message,
            "quiet": locale.text("push-quiet"),
            "unsubscribe": format!("/unsubscribe/{}", letter.unsubscribe),
        });
        words.to_string().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ShowId;

    fn letter(kind: NoticeKind, locale: &str) -> Letter {
        let wide = |length| "\u{1f3fa}".repeat(length);
        Letter {
            kind,
            show: ShowId("01a20452-5a46-7646-9b61-aef688d805c6".parse().unwrap()),
            // The longest there can be.
            title: wide(100),
            starts_at: None,
            host_name: wide(60),
            host_avatar: Some("x".repeat(100)),
            actor_name: Some(wide(60)),
            message: Some(i64::MAX),
            locale: locale.to_owned(),
            unsubscribe: "u".repeat(100),
            tag: "mention-01a20452-5a46-7646-9b61-aef688d805c6".to_owned(),
        }
    }

    #[test]
    fn the_longest_push_fits_and_is_in_the_readers_language() {
        for kind in NoticeKind::ALL {
            for (locale, quiet) in [("", "Not this one again"), ("es", "No me avises más")] {
                let bytes = PushWords.write(&letter(*kind, locale));
                assert!(bytes.len() <= 3_993, "{kind}: {}", bytes.len());
                let words: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                assert_eq!(words["kind"], kind.as_str());
                assert_eq!(words["quiet"], quiet);
                assert!(!words["title"].as_str().unwrap().contains("push-"), "{words}");
            }
        }
    }
}
