//! A session as those who sit in it see it: how each is there, how far the talk and the
//! basket have come, and where somebody is led.

use advisor::people_in::Side;
use advisor::sessions::EndedBy;
use serde::Serialize;

/// What somebody shows of themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Presence {
    /// Has a socket open.
    pub here: bool,
    /// Sends sound or picture.
    pub publishing: bool,
    /// As they say themselves.
    pub muted: bool,
    /// As they say themselves.
    pub camera: bool,
    /// The picture is of their screen, as they say themselves.
    pub screen: bool,
}

/// Where somebody of the shop leads the others, page by page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Look {
    /// Who leads; once it is over, who ended it.
    pub by: Side,
    /// The page; none when it is over.
    pub path: Option<String>,
    /// How far down, from 0 to 1.
    pub y: Option<f32>,
}

impl Look {
    /// Whether `side` may say this next, given what was said last: those of the shop
    /// begin, one of them leads, and the leader or the shopper ends it.
    pub(super) fn may_follow(&self, last: Option<&Self>, begins: bool) -> bool {
        let leader = last.filter(|last| last.path.is_some()).map(|last| last.by);
        match (&self.path, leader) {
            (Some(_), Some(leader)) if leader == self.by => true,
            (Some(_), _) => begins && self.by.is_staff(),
            (None, Some(leader)) => leader == self.by || self.by == Side::Shopper,
            (None, None) => false,
        }
    }
}

/// See the module. A later one replaces an earlier one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Scene {
    /// In the order of [`Side::ALL`].
    presences: [Presence; 4],
    /// The highest number that was said since the server started.
    pub said: i64,
    /// One more with every change of the basket, or of how far its shopper is with paying.
    pub basket: u64,
    /// One more with every product that was shown.
    pub products: u64,
    /// One more with every change of who is in it, or is asked to come.
    pub people: u64,
    /// One more with every change about the shopper's card, and whether they are asked
    /// for it.
    pub card: (u64, bool),
    pub look: Option<Look>,
    pub ended: Option<EndedBy>,
}

impl Scene {
    pub(crate) fn of(&self, side: Side) -> Presence {
        self.presences[side as usize]
    }

    pub(super) fn of_mut(&mut self, side: Side) -> &mut Presence {
        &mut self.presences[side as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(by: Side, path: Option<&str>) -> Look {
        Look {
            by,
            path: path.map(str::to_owned),
            y: None,
        }
    }

    #[test]
    fn those_of_the_shop_lead_and_the_shopper_takes_it_back() {
        use Side::{Advisor, Colleague, Friend, Shopper};
        let page = Some("/shops/casa");
        for (by, path, begins, last, may) in [
            (Advisor, page, true, None, true),
            (Colleague, page, true, None, true),
            (Shopper, page, true, None, false),
            (Friend, page, true, None, false),
            (Advisor, page, false, None, false),
            (Advisor, page, false, Some(look(Advisor, page)), true),
            (Colleague, page, false, Some(look(Advisor, page)), false),
            (Colleague, page, true, Some(look(Advisor, page)), true),
            (Shopper, None, false, Some(look(Advisor, page)), true),
            (Advisor, None, false, Some(look(Advisor, page)), true),
            (Colleague, None, false, Some(look(Advisor, page)), false),
            (Friend, None, false, Some(look(Advisor, page)), false),
            (Shopper, None, false, None, false),
            // What was on its way when the shopper took it back.
            (Advisor, page, false, Some(look(Shopper, None)), false),
            (Advisor, page, true, Some(look(Shopper, None)), true),
        ] {
            let said = look(by, path);
            assert_eq!(
                said.may_follow(last.as_ref(), begins),
                may,
                "{said:?} after {last:?}"
            );
        }
    }

    #[test]
    fn each_side_has_a_presence_of_its_own() {
        let mut scene = Scene::default();
        for side in Side::ALL {
            scene.of_mut(side).muted = true;
            let muted = Side::ALL.iter().filter(|&&other| scene.of(other).muted).count();
            assert_eq!(muted, side as usize + 1);
        }
    }
}
