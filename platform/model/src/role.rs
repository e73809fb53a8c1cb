//! What someone may do in a shop.

use crate::text_enum::text_enum;

text_enum! {
    /// A staff member's role in one shop. An owner may do all that the others may.
    Role {
        Owner = "owner",
        Host = "host",
        Moderator = "moderator",
        Advisor = "advisor",
    }
}

impl Role {
    /// Whether this role covers what `needed` may do.
    pub fn covers(self, needed: Self) -> bool {
        self == needed || self == Self::Owner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_covers_every_role_and_others_only_their_own() {
        for &needed in Role::ALL {
            assert!(Role::Owner.covers(needed));
            for &held in &[Role::Host, Role::Moderator, Role::Advisor] {
                assert_eq!(held.covers(needed), held == needed, "{held} for {needed}");
            }
        }
    }
}
