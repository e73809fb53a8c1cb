//! What is decided against people: time-outs for one show, bans and shadow bans
//! for all shows of a channel.

use std::time::Duration;

use model::{AccountId, EventId, Role, ShowId, Timestamp};
use sqlx::FromRow;
use store::{Tx, execute, fetch_all, fetch_optional};

use super::audit::{Line, Verb};
use super::command::Command;
use super::db;
use super::moderation::{ActError, is_moderator};
use super::rooms::Rooms;
use super::venue::Venue;
use crate::shows::{Show, Viewer};

/// The shortest and the longest time-out.
const TIME_OUT: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(10)..=Duration::from_secs(24 * 3_600);
/// Sanctions listed at once, latest first.
const LISTED: i64 = 500;

/// What someone may not do, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sanction {
    /// Not write in this show for so long.
    TimeOut(Duration),
    /// Not write in any show of the channel.
    Ban,
    /// Write for themselves alone, in all shows of the channel, without knowing.
    ShadowBan,
}

/// What a [`Sanction`] is, without for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SanctionKind {
    TimeOut,
    Ban,
    ShadowBan,
}

impl SanctionKind {
    /// As it is stored.
    fn name(self) -> &'static str {
        match self {
            Self::TimeOut => "timeout",
            Self::Ban => "ban",
            Self::ShadowBan => "shadow",
        }
    }
}

impl Sanction {
    fn kind(self) -> SanctionKind {
        match self {
            Self::TimeOut(_) => SanctionKind::TimeOut,
            Self::Ban => SanctionKind::Ban,
            Self::ShadowBan => SanctionKind::ShadowBan,
        }
    }

    fn verb(self) -> Verb {
        match self {
            Self::TimeOut(_) => Verb::TimeOut,
            Self::Ban => Verb::Ban,
            Self::ShadowBan => Verb::ShadowBan,
        }
    }
}

/// A sanction as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Sanctioned {
    pub account_id: AccountId,
    pub handle: String,
    pub name: String,
    /// `timeout`, `ban` or `shadow`.
    pub kind: String,
    pub until: Option<Timestamp>,
    pub by_id: AccountId,
    pub at: Timestamp,
}

impl Rooms {
    /// Decides something against `target`; it replaces an earlier decision of
    /// the same kind.
    pub async fn sanction(
        &self,
        show: &Show,
        viewer: Viewer,
        target: AccountId,
        sanction: Sanction,
    ) -> Result<(), ActError> {
        let actor = self.keeper_of_order(show, viewer).await?;
        self.act(show, move |rooms, show| async move {
            let now = rooms.0.clock.now();
            let (place, until) = match sanction {
                Sanction::TimeOut(span) if !TIME_OUT.contains(&span) => {
                    return Err(ActError::Invalid("a time-out lasts from 10 seconds to a day"));
                }
                Sanction::TimeOut(span) => (Some(show.id), Some(now + span)),
                Sanction::Ban | Sanction::ShadowBan => (None, None),
            };
            let venue = Venue::from(&show);
            let mut tx = rooms.0.db.begin().await?;
            check_target(&mut tx, &show, viewer, target).await?;
            remove(&mut tx, &venue, place, target, sanction.kind().name()).await?;
            execute!(
                tx,
                "INSERT INTO room_sanctions (id, channel_id, show_id, account_id, kind, until, by_id, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                EventId::new(&*rooms.0.clock, &*rooms.0.entropy),
                venue.channel().0,
                place,
                target,
                sanction.kind().name(),
                until,
                actor,
                now,
            )?;
            let line = Line::about(sanction.verb(), target);
            let line = match sanction {
                Sanction::TimeOut(span) => line.with(format_args!("{} s", span.as_secs())),
                Sanction::Ban | Sanction::ShadowBan => line,
            };
            rooms.0.note(&mut tx, &show, actor, line).await?;
            tx.commit().await?;
            rooms.tell_penalties(&venue, target).await
        })
        .await
    }

    /// Takes back what was decided against `target` for this show and its channel:
    /// all of it, or that of one kind. What was decided against oneself, and against others who keep
    /// order here, only those who run the show take back.
    pub async fn pardon(
        &self,
        show: &Show,
        viewer: Viewer,
        target: AccountId,
        kind: Option<SanctionKind>,
    ) -> Result<(), ActError> {
        let actor = self.keeper_of_order(show, viewer).await?;
        self.act(show, move |rooms, show| async move {
            let venue = Venue::from(&show);
            let mut tx = rooms.0.db.begin().await?;
            if !show.may_run(viewer)
                && (viewer.account == Some(target) || keeps_order(&mut tx, &show, target).await?)
            {
                return Err(ActError::Protected);
            }
            let taken_back = execute!(
                tx,
                "DELETE FROM room_sanctions
                 WHERE channel_id = $1 AND account_id = $2 AND (show_id IS NULL OR show_id = $3)
                 AND (kind = $4 OR $4 IS NULL)",
                venue.channel().0,
                target,
                show.id,
                kind.map(SanctionKind::name),
            )?;
            if taken_back == 0 {
                return Err(ActError::Unknown);
            }
            let line = Line::about(Verb::Pardon, target);
            rooms.0.note(&mut tx, &show, actor, line).await?;
            tx.commit().await?;
            rooms.tell_penalties(&venue, target).await
        })
        .await
    }

    /// What holds in this show now, latest first.
    pub async fn sanctions(&self, show: &Show, viewer: Viewer) -> Result<Vec<Sanctioned>, ActError> {
        self.keeper_of_order(show, viewer).await?;
        let mut read = self.0.db.read().await?;
        Ok(fetch_all!(
            read,
            Sanctioned,
            "SELECT s.account_id, a.handle, a.name, s.kind, s.until, s.by_id, s.at
             FROM room_sanctions s JOIN accounts a ON a.id = s.account_id
             WHERE s.channel_id = $1 AND (s.show_id IS NULL OR s.show_id = $2) AND (s.until IS NULL OR s.until > $3)
             ORDER BY s.at DESC, s.id DESC LIMIT $4",
            Venue::from(show).channel().0,
            show.id,
            self.0.clock.now(),
            LISTED,
        )?)
    }

    /// Tells the channel's rooms what holds for `account` now.
    async fn tell_penalties(&self, venue: &Venue, account: AccountId) -> Result<(), ActError> {
        for room in self.rooms_of(venue.channel()).await {
            let mut read = self.0.db.read().await?;
            let now = self.0.clock.now();
            let all = db::penalties(&mut read, &room.venue, Some(account), now).await?;
            drop(read);
            let penalties = all.get(&account).copied().unwrap_or_default();
            room.tell(Command::Penalties { account, penalties }).await;
        }
        Ok(())
    }
}

async fn remove(
    tx: &mut Tx,
    venue: &Venue,
    place: Option<ShowId>,
    target: AccountId,
    kind: &str,
) -> Result<(), store::Error> {
    execute!(
        tx,
        "DELETE FROM room_sanctions
         WHERE channel_id = $1 AND account_id = $2 AND kind = $3 AND ($4 IS NULL OR show_id = $4)",
        venue.channel().0,
        target,
        kind,
        place,
    )?;
    Ok(())
}

/// Nobody decides against the host and the shop's staff; only those who run a
/// show decide against its moderators.
async fn check_target(tx: &mut Tx, show: &Show, viewer: Viewer, target: AccountId) -> Result<(), ActError> {
    let known = fetch_optional!(tx, (AccountId,), "SELECT id FROM accounts WHERE id = $1", target)?;
    if known.is_none() {
        return Err(ActError::Unknown);
    }
    let moderates = is_moderator(tx, &Venue::from(show), target).await?;
    let protected = target == show.host
        || is_staff(tx, show, target).await?
        || viewer.account == Some(target)
        || (moderates && !show.may_run(viewer));
    if protected {
        Err(ActError::Protected)
    } else {
        Ok(())
    }
}

/// Whether `target` works for the show's shop or is one of its moderators.
async fn keeps_order(tx: &mut Tx, show: &Show, target: AccountId) -> Result<bool, ActError> {
    Ok(is_staff(tx, show, target).await? || is_moderator(tx, &Venue::from(show), target).await?)
}

async fn is_staff(tx: &mut Tx, show: &Show, target: AccountId) -> Result<bool, ActError> {
    let role = fetch_optional!(
        tx,
        (Role,),
        "SELECT role FROM staff WHERE shop_id = $1 AND account_id = $2",
        show.shop,
        target
    )?;
    Ok(role.is_some())
}
