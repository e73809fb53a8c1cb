//! The mail that brings a shopper what is left of a talk, and the one with what was
//! agreed. Both carry the same: only what they begin with differs.

use askama::Template;
use fluent_bundle::FluentValue;

use super::MailLine;
use crate::locale::Locale;
use crate::views::MoneyView;

/// What such a mail says.
#[derive(Clone, Debug)]
pub struct SummaryMail {
    /// The reader's language.
    pub locale: Locale,
    /// The advisor has sent what was agreed.
    pub is_follow_up: bool,
    /// The shop's name.
    pub shop: String,
    /// The advisor's name.
    pub advisor: String,
    /// What was agreed, in the advisor's words; may be empty.
    pub agreed: String,
    /// What was shown.
    pub products: Vec<SummaryLink>,
    /// The basket as it was.
    pub lines: Vec<MailLine>,
    /// What it came to.
    pub total: MoneyView,
    /// The number of the order that was paid in the talk.
    pub order: Option<u64>,
    /// How long it is kept.
    pub days: u64,
    /// The summary's page, an absolute address.
    pub url: String,
}

/// Something with a page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SummaryLink {
    /// What it is called.
    pub name: String,
    /// Its page.
    pub url: String,
}

#[derive(Template)]
#[template(path = "mail/summary.html")]
struct Html<'a> {
    mail: &'a SummaryMail,
}

#[derive(Template)]
#[template(path = "mail/summary.txt", escape = "none")]
struct Text<'a> {
    mail: &'a SummaryMail,
}

impl SummaryMail {
    /// One line.
    pub fn subject(&self) -> String {
        self.say(if self.is_follow_up {
            "mail-follow-up"
        } else {
            "mail-summary"
        })
    }

    /// The plain text.
    pub fn text(&self) -> askama::Result<String> {
        Text { mail: self }.render()
    }

    /// The HTML.
    pub fn html(&self) -> askama::Result<String> {
        Html { mail: self }.render()
    }

    fn lead(&self) -> String {
        self.say(if self.is_follow_up {
            "mail-follow-up-text"
        } else {
            "mail-summary-text"
        })
    }

    fn say(&self, key: &str) -> String {
        self.locale.text_with(
            key,
            &[
                ("shop", FluentValue::from(self.shop.as_str())),
                ("advisor", FluentValue::from(self.advisor.as_str())),
                (
                    "number",
                    FluentValue::from(self.order.unwrap_or_default().to_string()),
                ),
                ("days", FluentValue::from(self.days)),
            ],
        )
    }

    fn money(&self, money: &MoneyView) -> String {
        money.text(self.locale)
    }

    fn agreed_lines(&self) -> impl Iterator<Item = &str> {
        self.agreed.lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(locale: Locale, is_follow_up: bool) -> SummaryMail {
        SummaryMail {
            locale,
            is_follow_up,
            shop: "Casa Lumen".to_owned(),
            advisor: "Ben <b>".to_owned(),
            agreed: "The <throw>\nin ochre".to_owned(),
            products: vec![SummaryLink {
                name: "Sage <bowl>".to_owned(),
                url: "https://shop.example/shops/casa/products/sage-bowl".to_owned(),
            }],
            lines: vec![MailLine {
                name: "Linen throw".to_owned(),
                options: "Ochre".to_owned(),
                quantity: 2,
                total: MoneyView::new(7_800, "EUR"),
            }],
            total: MoneyView::new(7_800, "EUR"),
            order: Some(1_042),
            days: 90,
            url: "https://shop.example/advice/summaries/1?key=k".to_owned(),
        }
    }

    #[test]
    fn both_say_all_in_both_languages_and_escape_what_people_typed() {
        for locale in Locale::ALL {
            for is_follow_up in [false, true] {
                let mail = sample(locale, is_follow_up);
                let (text, html) = (mail.text().unwrap(), mail.html().unwrap());
                for words in [mail.subject(), text.clone(), html.clone()] {
                    assert!(!words.contains("mail-") && !words.contains("{ $"), "{words}");
                }
                for said in ["?key=k", "products/sage-bowl", "1042", "90", "Casa Lumen"] {
                    assert!(text.contains(said) && html.contains(said), "{said}: {text}");
                }
                assert!(text.contains("The <throw>\nin ochre"), "{text}");
                assert!(html.contains("The &#60;throw&#62;<br>in ochre"), "{html}");
                assert!(html.contains("Sage &#60;bowl&#62;"), "{html}");
                assert!(text.contains(&MoneyView::new(7_800, "EUR").text(locale)));
            }
        }
    }
}
