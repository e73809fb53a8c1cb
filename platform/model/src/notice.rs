//! The words of following and being told.

use crate::text_enum::text_enum;

text_enum! {
    /// What someone may follow.
    TargetKind {
        Person = "person",
        Shop = "shop",
    }
}

text_enum! {
    /// What someone is told of.
    NoticeKind {
        /// A show of someone they follow has begun.
        Live = "live",
        /// A show they asked to be reminded of begins in a few minutes.
        Soon = "soon",
        /// Someone named them in a show's chat.
        Mention = "mention",
    }
}
