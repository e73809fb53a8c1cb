//! What was agreed: written by the advisor, and the shopper's to read once it is sent.

use model::{Timestamp, is_unprintable};
use shop::mails::MailKind;
use store::Tx;

use super::{AGREED_MAX, Summary, db, mail};
use crate::{Advice, AdviceSessionId};

/// Why what was agreed was not written down.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AgreeError {
    #[error("what was agreed has at most {AGREED_MAX} characters")]
    TooLong,
    /// There never was one, it has run out, or its shopper has deleted it.
    #[error("there is no summary of this talk any more")]
    Gone,
    #[error("it was sent a day ago and stays as it is")]
    Final,
    #[error("there is nothing in it to be sent")]
    Empty,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// `typed` as it will be shown: line ends stay, what can't be seen does not.
fn tidied(typed: &str) -> Result<String, AgreeError> {
    let shown = typed.chars().filter_map(|c| match c {
        '\n' => Some(c),
        '\t' => Some(' '),
        c => (!is_unprintable(c)).then_some(c),
    });
    let text: String = shown.collect();
    let text = text.trim();
    if text.chars().count() > AGREED_MAX {
        return Err(AgreeError::TooLong);
    }
    Ok(text.to_owned())
}

/// Writes down what was agreed, within a transaction. Once it was sent, the shopper
/// reads what is written from then on.
pub(crate) async fn write(
    tx: &mut Tx,
    session: AdviceSessionId,
    typed: &str,
    now: Timestamp,
) -> Result<Summary, AgreeError> {
    let text = tidied(typed)?;
    db::lock(tx, session).await?;
    let summary = db::by_id(tx, session).await?;
    let mut summary = summary
        .filter(|summary| now < summary.gone_at())
        .ok_or(AgreeError::Gone)?;
    if text == summary.draft {
        return Ok(summary);
    }
    if summary.editable_until().is_some_and(|until| now >= until) {
        return Err(AgreeError::Final);
    }
    summary.draft = text;
    if summary.sent_at.is_some() {
        summary.agreed.clone_from(&summary.draft);
    }
    db::set_agreed(tx, session, &summary.draft, &summary.agreed, summary.sent_at).await?;
    Ok(summary)
}

impl Advice {
    /// Shows the shopper what was agreed, and mails it where they left an address. Sent
    /// again it is only written down.
    ///
    /// # Errors
    /// As for writing it down, and [`AgreeError::Empty`].
    pub async fn send_agreed(&self, session: AdviceSessionId, typed: &str) -> Result<Summary, AgreeError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let mut summary = write(&mut tx, session, typed, now).await?;
        if summary.sent_at.is_none() {
            if summary.draft.is_empty() {
                return Err(AgreeError::Empty);
            }
            summary.sent_at = Some(now);
            summary.agreed.clone_from(&summary.draft);
            db::set_agreed(&mut tx, session, &summary.draft, &summary.agreed, summary.sent_at).await?;
            if !summary.email.is_empty() {
                mail::ask(self, &mut tx, &mut summary, MailKind::AdviceFollowUp).await?;
            }
        }
        tx.commit().await?;
        Ok(summary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_agreed_is_shown_without_what_can_not_be_seen() {
        assert_eq!(tidied(" One\r\n\ttwo\u{202e} ").unwrap(), "One\n two");
        assert_eq!(tidied("<b>").unwrap(), "<b>");
        assert!(tidied(&"ñ".repeat(AGREED_MAX)).is_ok());
        assert!(matches!(
            tidied(&"ñ".repeat(AGREED_MAX + 1)),
            Err(AgreeError::TooLong)
        ));
    }
}
