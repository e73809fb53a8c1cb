//! Mails: the same words as plain text and as HTML. Their HTML carries its styles
//! in its tags, as programs that show mails drop style sheets.

pub mod booking;
pub mod summary;

use askama::Template;
use fluent_bundle::FluentValue;

use crate::locale::Locale;
use crate::views::MoneyView;

/// Key of the one about a payment that became no order.
const PAYMENT_RETURNED: &str = "mail-payment-returned";
/// Key of the one that calls someone to an advisor.
const ADVICE_CALL: &str = "mail-advice-call";

/// What a mail to a shopper says.
#[derive(Clone, Debug)]
pub struct MailPage {
    /// The reader's language.
    pub locale: Locale,
    /// Key of its words, such as `mail-order-paid`.
    pub key: &'static str,
    /// The shop's name.
    pub shop: String,
    /// The order, where it is about one.
    pub order: Option<MailOrder>,
    /// What was given back.
    pub amount: Option<MoneyView>,
    /// A product's name, where it is about one.
    pub product: String,
    /// Where its button leads, an absolute address.
    pub url: String,
}

/// The order a mail is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MailOrder {
    /// As people know it.
    pub number: i64,
    /// What was bought.
    pub lines: Vec<MailLine>,
    /// All lines together.
    pub items: MoneyView,
    /// Taken off.
    pub discount: MoneyView,
    /// For sending it.
    pub shipping: MoneyView,
    /// Tax, in the total or on top of it.
    pub tax: MoneyView,
    /// Whether prices have it in them.
    pub tax_included: bool,
    /// What was paid.
    pub total: MoneyView,
    /// Where it goes, a line each.
    pub address: Vec<String>,
    /// The carrier's number or address; may be empty.
    pub tracking: String,
}

/// A line of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MailLine {
    /// The product.
    pub name: String,
    /// Size, colour and the like, such as `M · Sage`; may be empty.
    pub options: String,
    /// How many.
    pub quantity: i64,
    /// For all of them.
    pub total: MoneyView,
}

#[derive(Template)]
#[template(path = "mail/mail.html")]
struct Html<'a> {
    mail: &'a MailPage,
}

#[derive(Template)]
#[template(path = "mail/mail.txt", escape = "none")]
struct Text<'a> {
    mail: &'a MailPage,
}

impl MailPage {
    /// One line.
    pub fn subject(&self) -> String {
        self.say(self.key)
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
        self.say(&format!("{}-text", self.key))
    }

    fn button(&self) -> String {
        self.say(match (&self.order, self.key) {
            (Some(_), _) => "mail-order-button",
            (None, PAYMENT_RETURNED) => "mail-shop-button",
            (None, ADVICE_CALL) => "mail-advice-call-button",
            (None, _) => "mail-offered-button",
        })
    }

    fn why(&self) -> String {
        self.say(match (&self.order, self.key) {
            (Some(_), _) => "mail-why",
            (None, PAYMENT_RETURNED) => "mail-why-paid",
            (None, _) => "mail-why-line",
        })
    }

    /// The message `key`, with all that any of them may name.
    fn say(&self, key: &str) -> String {
        let number = self.order.as_ref().map(|order| order.number.to_string());
        let amount = self.amount.as_ref().map(|amount| amount.text(self.locale));
        let tracking = self.order.as_ref().map(|order| order.tracking.clone());
        self.locale.text_with(
            key,
            &[
                ("shop", FluentValue::from(self.shop.as_str())),
                ("product", FluentValue::from(self.product.as_str())),
                ("number", FluentValue::from(number.unwrap_or_default())),
                ("amount", FluentValue::from(amount.unwrap_or_default())),
                ("tracking", FluentValue::from(tracking.unwrap_or_default())),
            ],
        )
    }

    fn money(&self, money: &MoneyView) -> String {
        money.text(self.locale)
    }
}

impl MailOrder {
    /// Key of the word before the tax.
    fn tax_key(&self) -> &'static str {
        if self.tax_included {
            "mail-tax-included"
        } else {
            "mail-tax"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(locale: Locale, key: &'static str) -> MailPage {
        let euro = |minor| MoneyView::new(minor, "EUR");
        let order = MailOrder {
            number: 1_042,
            lines: vec![MailLine {
                name: "Linen <throw>".to_owned(),
                options: "Ochre".to_owned(),
                quantity: 2,
                total: euro(7_800),
            }],
            items: euro(7_800),
            discount: euro(0),
            shipping: euro(490),
            tax: euro(1_550),
            tax_included: true,
            total: euro(8_290),
            address: vec!["Noor Haddad".to_owned(), "Rua das Flores 7".to_owned()],
            tracking: "PT123".to_owned(),
        };
        MailPage {
            locale,
            key,
            shop: "Casa Lumen".to_owned(),
            order: (!matches!(key, "mail-offered" | PAYMENT_RETURNED | ADVICE_CALL)).then_some(order),
            amount: matches!(key, "mail-order-refunded" | PAYMENT_RETURNED).then(|| euro(1_250)),
            product: "Sage bowl".to_owned(),
            url: "https://shop.example/orders/1?key=k&x".to_owned(),
        }
    }

    #[test]
    fn every_mail_says_all_in_both_languages_and_escapes_what_people_typed() {
        for locale in Locale::ALL {
            for key in [
                "mail-order-paid",
                "mail-order-fulfilled",
                "mail-order-refunded",
                "mail-order-cancelled",
                "mail-return-received",
                "mail-offered",
                PAYMENT_RETURNED,
                ADVICE_CALL,
            ] {
                let mail = sample(locale, key);
                let (text, html) = (mail.text().unwrap(), mail.html().unwrap());
                for words in [mail.subject(), text.clone(), html.clone()] {
                    assert!(!words.contains("mail-") && !words.contains("{ $"), "{words}");
                }
                assert!(text.contains("https://shop.example/orders/1?key=k&x"), "{text}");
                assert!(html.contains("orders/1?key=k&#38;x"), "{html}");
                if mail.order.is_some() {
                    assert!(text.contains("Linen <throw>") && html.contains("Linen &#60;throw&#62;"));
                    assert!(text.contains(&MoneyView::new(8_290, "EUR").text(locale)));
                }
            }
        }
    }

    #[test]
    fn a_refund_says_how_much() {
        let subject = sample(Locale::En, "mail-order-refunded").subject();
        assert_eq!(subject, "€12.50 back for order 1042");
        let subject = sample(Locale::En, PAYMENT_RETURNED).subject();
        assert_eq!(subject, "€12.50 back from Casa Lumen");
    }
}
