//! On what terms Casa Lumen sells, as data: what sending costs, which tax is in
//! a price, and a voucher.

/// One line of the shipping table; amounts in cents, weights in grams.
#[derive(Debug)]
pub(super) struct Rate {
    pub name: &'static str,
    pub countries: &'static [&'static str],
    pub least_g: i64,
    pub most_g: Option<i64>,
    pub price: i64,
    pub free_from: Option<i64>,
}

const fn rate(
    name: &'static str,
    countries: &'static [&'static str],
    (least_g, most_g): (i64, Option<i64>),
    price: i64,
    free_from: Option<i64>,
) -> Rate {
    Rate {
        name,
        countries,
        least_g,
        most_g,
        price,
        free_from,
    }
}

/// From here on a parcel within the Union costs nothing.
const FREE_FROM: Option<i64> = Some(8_000);

const PORTUGAL: &[&str] = &["PT"];
const SPAIN: &[&str] = &["ES"];
/// The Union's other countries.
const UNION: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
    "LV", "MT", "NL", "PL", "RO", "SE", "SI", "SK",
];
/// Where parcels have gone so far beyond it.
const WORLD: &[&str] = &[
    "AE", "AO", "AR", "AU", "BR", "CA", "CH", "CL", "CO", "CV", "GB", "GH", "IN", "IS", "JP", "KR", "LI",
    "MA", "MX", "MZ", "NO", "NZ", "SG", "TR", "US", "UY", "ZA",
];

pub(super) const SHIPPING: [Rate; 12] = [
    rate("Post, 1 to 2 days", PORTUGAL, (0, Some(2_000)), 450, FREE_FROM),
    rate("Post, 1 to 2 days", PORTUGAL, (2_001, None), 750, FREE_FROM),
    rate("Courier, tomorrow before noon", PORTUGAL, (0, None), 990, None),
    rate("Post, 2 to 3 days", SPAIN, (0, Some(2_000)), 650, FREE_FROM),
    rate("Post, 2 to 3 days", SPAIN, (2_001, None), 950, FREE_FROM),
    rate("Post, 3 to 6 days", UNION, (0, Some(2_000)), 980, FREE_FROM),
    rate("Post, 3 to 6 days", UNION, (2_001, None), 1_450, FREE_FROM),
    rate("World post, 7 to 14 days", WORLD, (0, Some(1_000)), 2_200, None),
    rate(
        "World post, 7 to 14 days",
        WORLD,
        (1_001, Some(3_000)),
        3_400,
        None,
    ),
    rate(
        "World post, 7 to 14 days",
        WORLD,
        (3_001, Some(10_000)),
        5_800,
        None,
    ),
    rate(
        "World post, 7 to 14 days",
        WORLD,
        (10_001, Some(20_000)),
        9_500,
        None,
    ),
    rate("Freight, by agreement", WORLD, (20_001, None), 18_000, None),
];

/// Standard VAT of the Union's countries in hundredths of a per cent; the second
/// column names a region where it differs.
pub(super) const TAXES: [(&str, &str, i64); 29] = [
    ("PT", "", 2_300),
    ("PT", "Madeira", 2_200),
    ("PT", "Açores", 1_600),
    ("ES", "", 2_100),
    ("AT", "", 2_000),
    ("BE", "", 2_100),
    ("BG", "", 2_000),
    ("CY", "", 1_900),
    ("CZ", "", 2_100),
    ("DE", "", 1_900),
    ("DK", "", 2_500),
    ("EE", "", 2_400),
    ("FI", "", 2_550),
    ("FR", "", 2_000),
    ("GR", "", 2_400),
    ("HR", "", 2_500),
    ("HU", "", 2_700),
    ("IE", "", 2_300),
    ("IT", "", 2_200),
    ("LT", "", 2_100),
    ("LU", "", 1_700),
    ("LV", "", 2_100),
    ("MT", "", 1_800),
    ("NL", "", 2_100),
    ("PL", "", 2_300),
    ("RO", "", 2_100),
    ("SE", "", 2_500),
    ("SI", "", 2_200),
    ("SK", "", 2_300),
];

/// A code and how many per cent it takes off.
pub(super) const VOUCHER: (&str, i64) = ("GLAZE10", 10);

#[cfg(test)]
mod tests {
    use super::super::goods::GOODS;
    use super::*;

    #[test]
    fn every_parcel_can_be_sent_to_every_zone() {
        let heaviest = GOODS
            .iter()
            .flat_map(|good| good.units)
            .map(|unit| unit.weight_g)
            .max();
        for country in ["PT", "ES", "SE", "GH"] {
            for weight in [0, 2_000, 2_001, heaviest.unwrap_or_default(), 50_000] {
                let goes = SHIPPING.iter().any(|rate| {
                    rate.countries.contains(&country)
                        && rate.least_g <= weight
                        && rate.most_g.is_none_or(|most| weight <= most)
                });
                assert!(goes, "{weight} g to {country}");
            }
        }
    }

    #[test]
    fn the_union_is_taxed_once_each() {
        let zones = [PORTUGAL, SPAIN, UNION].concat();
        assert_eq!(zones.len(), 27);
        for country in zones {
            let whole = TAXES
                .iter()
                .filter(|(taxed, region, _)| *taxed == country && region.is_empty());
            assert_eq!(whole.count(), 1, "{country}");
        }
    }
}
