//! Letters about bookings, asked for in the transaction of what they are about. What
//! they say is read when they go out.

use model::AccountId;
use shop::mails::{self, About, MailKind, NewMail};
use store::Tx;

use super::{Booking, db};
use crate::Advice;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Made,
    /// `before` is the advisor it was with.
    Moved {
        before: AccountId,
    },
    Cancelled,
    /// To the shopper alone: the advisor has it on the desk.
    Soon,
}

impl Told {
    fn kind(self) -> MailKind {
        match self {
            Self::Made => MailKind::BookingMade,
            Self::Moved { .. } => MailKind::BookingMoved,
            Self::Cancelled => MailKind::BookingCancelled,
            Self::Soon => MailKind::BookingSoon,
        }
    }
}

/// Tells both sides. Whoever it was with before a change is told that it is not theirs;
/// in place of an advisor who gives none there any more the shop's owner is told.
pub(super) async fn tell(
    advice: &Advice,
    tx: &mut Tx,
    booking: &Booking,
    told: Told,
) -> Result<(), store::Error> {
    if !booking.mail.is_empty() {
        let to = (booking.mail.clone(), booking.locale.clone());
        send(advice, tx, booking, told.kind(), to, None).await?;
    }
    if told == Told::Soon {
        return Ok(());
    }
    let reader = db::reader(tx, booking.shop_id, booking.advisor_id).await?;
    let mut kind = told.kind();
    if let Told::Moved { before } = told
        && before != booking.advisor_id
    {
        kind = MailKind::BookingMade;
        // Of what is with somebody else an owner has no need to hear for others.
        if let Some((staff, mail, locale)) = db::reader(tx, booking.shop_id, before).await?
            && staff == before
        {
            send(
                advice,
                tx,
                booking,
                MailKind::BookingMoved,
                (mail, locale),
                Some(staff),
            )
            .await?;
        }
    }
    match reader {
        Some((staff, mail, locale)) => send(advice, tx, booking, kind, (mail, locale), Some(staff)).await,
        None => Ok(()),
    }
}

async fn send(
    advice: &Advice,
    tx: &mut Tx,
    booking: &Booking,
    kind: MailKind,
    (to, locale): (String, String),
    staff: Option<AccountId>,
) -> Result<(), store::Error> {
    let mail = NewMail {
        kind,
        to,
        locale,
        shop: Some(booking.shop_id),
        order: None,
        about: About {
            booking: Some(booking.id.0),
            staff,
            ..About::default()
        },
    };
    mails::add(tx, &*advice.clock, &*advice.entropy, &mail).await?;
    Ok(())
}
