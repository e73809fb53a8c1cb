//! A summary by mail, where its shopper wants it.

use shop::mails::{self, About, MailKind, NewMail, checked_address};
use store::Tx;

use super::{MAILS_MAX, Summary, db};
use crate::{Advice, AdviceSessionId};

/// Why no mail goes out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MailError {
    /// There never was one, it has run out, or its shopper has deleted it.
    #[error("there is no summary of this talk any more")]
    Gone,
    #[error("this is no mail address")]
    Address,
    #[error("a summary is mailed at most {MAILS_MAX} times")]
    TooMany,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// Mails a summary to `to`, and what its advisor sends later as well. `locale` is
    /// the language of the words.
    pub async fn mail_summary(
        &self,
        session: AdviceSessionId,
        to: &str,
        locale: &str,
    ) -> Result<(), MailError> {
        let email = checked_address(to).ok_or(MailError::Address)?;
        let mut tx = self.db.begin().await?;
        db::lock(&mut tx, session).await?;
        let summary = db::by_id(&mut tx, session).await?;
        let now = self.clock.now();
        let mut summary = summary
            .filter(|summary| now < summary.gone_at())
            .ok_or(MailError::Gone)?;
        summary.email = email;
        locale.clone_into(&mut summary.locale);
        if !ask(self, &mut tx, &mut summary, MailKind::AdviceSummary).await? {
            return Err(MailError::TooMany);
        }
        Ok(tx.commit().await?)
    }
}

/// Asks for a mail to the address its shopper left; false where there were enough.
pub(super) async fn ask(
    advice: &Advice,
    tx: &mut Tx,
    summary: &mut Summary,
    kind: MailKind,
) -> Result<bool, store::Error> {
    if summary.mails >= MAILS_MAX {
        return Ok(false);
    }
    summary.mails += 1;
    db::mailed(tx, summary.session, &summary.email, &summary.locale).await?;
    let mail = NewMail {
        kind,
        to: summary.email.clone(),
        locale: summary.locale.clone(),
        shop: Some(summary.shop_id),
        order: None,
        about: About {
            talk: Some(summary.session.0),
            ..About::default()
        },
    };
    mails::add(tx, &*advice.clock, &*advice.entropy, &mail).await?;
    Ok(true)
}
