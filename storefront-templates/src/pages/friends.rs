//! Groups of friends: whom a private show can be opened to.

use askama::Template;

use crate::chrome::Chrome;
use crate::forms::FieldErrors;
use crate::views::PersonView;

/// `GET /friends`, and what its forms answer when something is missing
///
/// Complaints: `group_name` of the new group, `member` of the group in [`Self::at_fault`].
#[derive(Clone, Debug, Template)]
#[template(path = "friends/friends.html")]
pub struct FriendsPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// The visitor's groups, by name.
    pub groups: Vec<GroupView>,
    /// Name of a new group, as typed.
    pub group_name: String,
    /// A handle to add, as typed.
    pub member: String,
    /// Id of the group whose form is complained about.
    pub at_fault: Option<String>,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

impl FriendsPage {
    fn is_at_fault(&self, group: &GroupView) -> bool {
        self.at_fault.as_deref() == Some(&group.id)
    }
}

/// One group, its people by handle.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GroupView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who is in it.
    pub people: Vec<PersonView>,
}

impl GroupView {
    fn url(&self) -> String {
        format!("/friends/groups/{}", self.id)
    }
}

#[cfg(any(test, feature = "samples"))]
impl FriendsPage {
    /// A group with somebody in it, an empty one, and a complaint.
    pub fn sample() -> Self {
        let group = GroupView {
            id: "group-1".to_owned(),
            name: "Regulars".to_owned(),
            people: vec![PersonView::sample()],
        };
        let empty = GroupView {
            id: "group-2".to_owned(),
            name: "Family".to_owned(),
            people: Vec::new(),
        };
        Self {
            chrome: Chrome::sample(),
            groups: vec![group, empty],
            group_name: String::new(),
            member: "nobody".to_owned(),
            at_fault: Some("group-2".to_owned()),
            errors: FieldErrors::from([("member", "error-person-unknown".to_owned())]),
        }
    }

    /// Nobody yet.
    pub fn sample_empty() -> Self {
        Self {
            groups: Vec::new(),
            at_fault: None,
            errors: FieldErrors::new(),
            ..Self::sample()
        }
    }
}
