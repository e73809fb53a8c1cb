//! The words of mails about bookings: as the booking stands when the mail goes out, by
//! its reader's own clock.

use advisor::bookings::{Booking, BookingState, local};
use advisor::{BookingId, LinkTo};
use model::{AccountId, Role};
use people::shops::Shop;
use shop::mails::{Mail, MailKind, Written};
use storefront_templates::local_time::LocalTime;
use storefront_templates::locale::Locale;
use storefront_templates::mails::booking::BookingMail;

use super::MailWords;

impl MailWords {
    /// None for what is not so any more: a reminder of what was cancelled meanwhile or
    /// has begun, and whatever is for somebody who gives no advice there any more.
    pub(super) async fn booking(&self, mail: &Mail) -> Result<Option<Written>, store::Error> {
        let Some(id) = mail.about.booking else {
            return Ok(None);
        };
        let Some(booking) = self.advice.booking(BookingId(id)).await? else {
            return Ok(None);
        };
        let is_off = booking.state == BookingState::Cancelled;
        if is_off != (mail.kind == MailKind::BookingCancelled) {
            return Ok(None);
        }
        if mail.kind == MailKind::BookingSoon && booking.starts_at <= self.advice.clock.now() {
            return Ok(None);
        }
        let Some(shop) = self.people.shop(booking.shop_id).await? else {
            return Ok(None);
        };
        let page = match mail.about.staff {
            Some(staff) => match self.to_staff(mail, &booking, &shop, staff).await? {
                Some(page) => page,
                None => return Ok(None),
            },
            None => self.to_shopper(mail, &booking, &shop).await?,
        };
        // A template fails only where writing to memory does.
        let written = page.text().and_then(|text| Ok((text, page.html()?)));
        Ok(written
            .inspect_err(|error| tracing::error!(%error, mail = %mail.id, "a mail can't be written"))
            .ok()
            .map(|(text, html)| Written {
                from_name: page.shop.clone(),
                subject: page.subject(),
                text,
                html,
            }))
    }

    async fn to_shopper(
        &self,
        mail: &Mail,
        booking: &Booking,
        shop: &Shop,
    ) -> Result<BookingMail, store::Error> {
        let key = self.advice.link_key(LinkTo::Booking, booking.id.0).await?;
        let advisor = self.people.account(booking.advisor_id).await?;
        let page = format!("{}/advice/bookings/{}", self.base, booking.id);
        Ok(BookingMail {
            key: match mail.kind {
                MailKind::BookingMoved => "mail-booking-moved",
                MailKind::BookingCancelled => "mail-booking-cancelled",
                MailKind::BookingSoon => "mail-booking-soon",
                _ => "mail-booking-made",
            },
            name: advisor.map(|advisor| advisor.name).unwrap_or_default(),
            url: format!("{page}?key={key}"),
            calendar_url: format!("{page}/calendar.ics?key={key}"),
            ..about(mail, booking, shop, &booking.zone)
        })
    }

    async fn to_staff(
        &self,
        mail: &Mail,
        booking: &Booking,
        shop: &Shop,
        staff: AccountId,
    ) -> Result<Option<BookingMail>, store::Error> {
        if !self.gives_advice(shop, staff).await? {
            return Ok(None);
        }
        // Else an owner reads it in place of whom it is with.
        let is_away = booking.advisor_id != staff && self.gives_advice(shop, booking.advisor_id).await?;
        let zone = self.zone_of(shop, staff).await?;
        Ok(Some(BookingMail {
            key: match mail.kind {
                // It is somebody else's now.
                MailKind::BookingMoved if is_away => "mail-booking-away-staff",
                MailKind::BookingMoved => "mail-booking-moved-staff",
                MailKind::BookingCancelled => "mail-booking-cancelled-staff",
                _ => "mail-booking-made-staff",
            },
            name: booking.name.clone(),
            url: format!("{}/studio/shops/{}/advice/bookings", self.base, shop.slug),
            for_staff: true,
            ..about(mail, booking, shop, &zone)
        }))
    }

    async fn gives_advice(&self, shop: &Shop, account: AccountId) -> Result<bool, store::Error> {
        let role = self.people.role(shop.id, account).await?;
        Ok(role.is_some_and(|role| role.covers(Role::Advisor)))
    }

    /// The clock an advisor's bookings go by.
    async fn zone_of(&self, shop: &Shop, account: AccountId) -> Result<String, store::Error> {
        let offer = self.advice.booking_offer(shop.id, account).await?;
        let hours = match offer.and_then(|offer| offer.hours) {
            Some(own) => Some(own),
            None => self.advice.desk(shop.id).await?.map(|desk| desk.hours),
        };
        Ok(hours.map_or_else(|| "UTC".to_owned(), |hours| hours.zone.name().to_owned()))
    }
}

/// What both sides are told.
fn about(mail: &Mail, booking: &Booking, shop: &Shop, zone: &str) -> BookingMail {
    BookingMail {
        locale: Locale::from_code(&mail.locale).unwrap_or_default(),
        key: "mail-booking-made",
        shop: shop.name.clone(),
        name: String::new(),
        when: LocalTime {
            at: local(booking.starts_at, zone),
            zone: zone.to_owned(),
        },
        minutes: (booking.ends_at - booking.starts_at).num_minutes(),
        topic: booking.topic.clone(),
        product: booking.product_name.clone(),
        url: String::new(),
        calendar_url: String::new(),
        for_staff: false,
    }
}
