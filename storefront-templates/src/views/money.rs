//! Amounts of money as pages write them: whole minor units in, words out. Never a float.

use crate::locale::Locale;

/// An amount: `minor` units (cents for EUR) of a currency (ISO 4217).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MoneyView {
    /// In the currency's minor unit: 3900 are 39.00 EUR.
    pub minor: i64,
    /// Three capital letters.
    pub currency: String,
}

impl MoneyView {
    /// `minor` units of `currency`.
    pub fn new(minor: i64, currency: &str) -> Self {
        Self {
            minor,
            currency: currency.to_owned(),
        }
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// With a sign only where it is below nothing, as `locale` writes it: `€1,039.00`, `1039,00 €`.
    pub fn text(&self, locale: Locale) -> String {
        let number = self.number(locale);
        let symbol = symbol(&self.currency);
        let sign = if self.minor < 0 { "-" } else { "" };
        match locale {
            Locale::En if symbol == self.currency => format!("{sign}{symbol}\u{a0}{number}"),
            Locale::En => format!("{sign}{symbol}{number}"),
            Locale::Es => format!("{sign}{number}\u{a0}{symbol}"),
        }
    }

    /// As a form's field has it, with a point and without groups: `1039.00`.
    pub fn plain(&self) -> String {
        let (whole, part) = self.split();
        let sign = if self.minor < 0 { "-" } else { "" };
        format!("{sign}{whole}{}", fraction(part, digits(&self.currency), "."))
    }

    fn number(&self, locale: Locale) -> String {
        let (whole, part) = self.split();
        let point = match locale {
            Locale::En => ".",
            Locale::Es => ",",
        };
        format!(
            "{}{}",
            locale.number(whole),
            fraction(part, digits(&self.currency), point)
        )
    }

    fn split(&self) -> (u64, u64) {
        let unit = 10_u64.pow(digits(&self.currency));
        let amount = self.minor.unsigned_abs();
        (amount / unit, amount % unit)
    }
}

fn fraction(part: u64, digits: u32, point: &str) -> String {
    match digits {
        0 => String::new(),
        digits => format!("{point}{part:0width$}", width = digits as usize),
    }
}

/// How many decimals a currency has (ISO 4217, "minor unit").
pub(crate) fn digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

fn symbol(currency: &str) -> &str {
    match currency {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_language_does() {
        for (minor, currency, en, es, plain) in [
            (3_900, "EUR", "€39.00", "39,00\u{a0}€", "39.00"),
            (5, "EUR", "€0.05", "0,05\u{a0}€", "0.05"),
            (-1_250, "EUR", "-€12.50", "-12,50\u{a0}€", "-12.50"),
            (12_345_678, "USD", "$123,456.78", "123.456,78\u{a0}$", "123456.78"),
            (500, "JPY", "¥500", "500\u{a0}¥", "500"),
            (1_500, "KWD", "KWD\u{a0}1.500", "1,500\u{a0}KWD", "1.500"),
        ] {
            let money = MoneyView::new(minor, currency);
            assert_eq!(money.text(Locale::En), en);
            assert_eq!(money.text(Locale::Es), es);
            assert_eq!(money.plain(), plain);
        }
    }
}
