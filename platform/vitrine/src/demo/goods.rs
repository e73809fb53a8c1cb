//! What Casa Lumen sells: the shelf as data. It begins with the pieces that the
//! scene turns, in its order. Knows no shop to put them into.

/// A product of the demo's shop.
#[derive(Debug)]
pub(super) struct Good {
    pub slug: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    /// The slug of the collection it is in.
    pub collection: &'static str,
    /// What its units differ in, where they do.
    pub option: Option<&'static str>,
    /// Names in the project's drawings, and what they show.
    pub pictures: &'static [(&'static str, &'static str)],
    pub units: &'static [Unit],
    /// Whether the demo's own shoppers buy it, and its shelf is filled again for them.
    pub everyday: bool,
}

/// One variant of it.
#[derive(Debug)]
pub(super) struct Unit {
    pub sku: &'static str,
    /// Its value of the option; empty where there is none.
    pub option: &'static str,
    /// Which of the product's pictures shows it.
    pub picture: usize,
    /// Cents, tax included.
    pub price: i64,
    /// Cents it cost before.
    pub compare_at: Option<i64>,
    /// As it is sent, in grams.
    pub weight_g: i64,
    pub stock: i64,
}

/// A shelf: slug and name.
pub(super) const COLLECTIONS: [(&str, &str); 3] =
    [("stoneware", "Stoneware"), ("linen", "Linen"), ("light", "Light")];

/// A variant's price, weight and stock; the rest is as it mostly is.
const fn unit(sku: &'static str, price: i64, weight_g: i64, stock: i64) -> Unit {
    Unit {
        sku,
        option: "",
        picture: 0,
        price,
        compare_at: None,
        weight_g,
        stock,
    }
}

impl Unit {
    const fn of(mut self, option: &'static str) -> Self {
        self.option = option;
        self
    }

    const fn shown_by(mut self, picture: usize) -> Self {
        self.picture = picture;
        self
    }

    const fn before(mut self, price: i64) -> Self {
        self.compare_at = Some(price);
        self
    }
}

/// All of it.
pub(super) const GOODS: [Good; 12] = [
    Good {
        slug: "leaf-vase",
        name: "Leaf vase",
        description: "Red clay, left bare outside, with seven stems of leaves brushed on in white slip while it \
            was still damp. Every stem is drawn once and left as it came. Glazed inside, so it holds water.\n\n\
            31 cm tall, 21 cm at the widest, neck 6 cm. Wipe it with a damp cloth; bare clay likes no dishwasher.",
        collection: "stoneware",
        option: None,
        pictures: &[(
            "leaf-vase",
            "A terracotta vase with white brushed leaves, two olive branches in it",
        )],
        units: &[unit("CL-VAS-LEAF", 8_900, 1_450, 24)],
        everyday: true,
    },
    Good {
        slug: "sage-bowl",
        name: "Sage bowl",
        description: "Dipped once in sage glaze and hung upside down, so that the drops ran where they wanted. \
            The rim is lined with iron, the foot stays bare and stands still. Good for salad, for lemons, for \
            the keys if it must be.\n\nSmall 14 cm, medium 20 cm, large 27 cm across. Oven to 220 °C, \
            microwave and dishwasher.",
        collection: "stoneware",
        option: Some("Size"),
        pictures: &[(
            "sage-bowl",
            "A sage green bowl with a bare clay foot, three lemons in it",
        )],
        units: &[
            unit("CL-BWL-SAGE-S", 2_400, 380, 32).of("Small"),
            unit("CL-BWL-SAGE-M", 3_900, 620, 36).of("Medium"),
            unit("CL-BWL-SAGE-L", 6_400, 1_150, 14).of("Large"),
        ],
        everyday: true,
    },
    Good {
        slug: "ink-bottle",
        name: "Ink bottle",
        description: "Paper-white stoneware, three sweeps of one wide brush, and a red dot where the breath ended. \
            No two are alike; yours is the one that comes. For a bare twig, for oil, or for looking at.\n\n\
            29 cm tall, holds 1.1 litres. Satin glaze, dishwasher safe.",
        collection: "stoneware",
        option: None,
        pictures: &[(
            "ink-bottle",
            "A white bottle with three dark brush strokes, a budding twig in it",
        )],
        units: &[unit("CL-BTL-INK", 5_800, 980, 40)],
        everyday: true,
    },
    Good {
        slug: "midnight-jar",
        name: "Midnight jar",
        description: "Twenty-six flutes carved by hand into leather-hard clay, then a deep blue glaze that breaks \
            to brass on every ridge. It takes a full day to carve one, and there are eight in a kiln.\n\n\
            23 cm tall, 23 cm at the widest, mouth 14 cm. Holds 4 litres: bread, wooden spoons, or one \
            generous bunch of dahlias.",
        collection: "stoneware",
        option: None,
        pictures: &[(
            "midnight-jar",
            "A round jar in midnight blue with fine brass-coloured ridges",
        )],
        units: &[unit("CL-JAR-MIDN", 9_600, 1_680, 7)],
        everyday: false,
    },
    Good {
        slug: "breakfast-bowl",
        name: "Breakfast bowl",
        description: "The bowl Inês throws in four minutes, a kilo of clay at a time. Deep enough for porridge, \
            wide enough for fruit, with a foot that keeps the table cool and a rim that is kind to lips.\n\n\
            17 cm across, 0.7 litres. Microwave and dishwasher.",
        collection: "stoneware",
        option: Some("Colour"),
        pictures: &[
            (
                "breakfast-bowl",
                "An oat-coloured speckled bowl with yoghurt, figs and blueberries",
            ),
            ("breakfast-bowl-rose", "The same bowl glazed in rose"),
        ],
        units: &[
            unit("CL-BRK-OAT", 2_600, 430, 48).of("Oat"),
            unit("CL-BRK-ROSE", 2_600, 430, 32).of("Rose").shown_by(1),
        ],
        everyday: true,
    },
    Good {
        slug: "tea-cups",
        name: "Tea cups, a pair",
        description: "One in sage over red clay, one in cream over black. No handles: when a cup is too hot to \
            hold, the tea is too hot to drink. Thrown thin at the rim and a little thicker where the hand is.\n\n\
            8 cm across, 0.2 litres each. The next kiln opens in two weeks.",
        collection: "stoneware",
        option: None,
        pictures: &[(
            "tea-cups",
            "Two handleless cups of steaming tea, one sage, one cream",
        )],
        units: &[unit("CL-CUP-PAIR", 3_400, 360, 0)],
        everyday: false,
    },
    Good {
        slug: "linen-throw",
        name: "Linen throw",
        description: "Heavy linen, washed five times before it leaves, so that it falls like an old one from the \
            first evening. Woven with three stripes at each end and knotted by hand.\n\n130 x 180 cm, pure \
            European flax, 290 g/m². Wash at 40 °C, dry on the line, leave the iron where it is.",
        collection: "linen",
        option: Some("Colour"),
        pictures: &[
            (
                "linen-throw",
                "A natural linen throw with brown stripes over the rung of a wooden ladder",
            ),
            ("linen-throw-ochre", "The throw in ochre"),
            ("linen-throw-sage", "The throw in sage"),
        ],
        units: &[
            unit("CL-THR-NAT", 12_900, 780, 22).of("Natural").before(14_900),
            unit("CL-THR-OCH", 12_900, 780, 15)
                .of("Ochre")
                .shown_by(1)
                .before(14_900),
            unit("CL-THR-SAG", 12_900, 780, 12)
                .of("Sage")
                .shown_by(2)
                .before(14_900),
        ],
        everyday: true,
    },
    Good {
        slug: "table-runner",
        name: "Table runner",
        description: "A strip of calm for the middle of the table: natural linen, terracotta stripes, a drawn-thread \
            hem and a short fringe. It forgives wine, with salt and a little patience.\n\n45 cm wide, in two \
            lengths. Pure linen, wash at 60 °C.",
        collection: "linen",
        option: Some("Length"),
        pictures: &[(
            "table-runner",
            "A striped linen runner over the edge of a wooden table, a dish of pears on it",
        )],
        units: &[
            unit("CL-RUN-150", 4_800, 230, 30).of("150 cm"),
            unit("CL-RUN-240", 6_800, 340, 18).of("240 cm"),
        ],
        everyday: true,
    },
    Good {
        slug: "napkins",
        name: "Napkins, four of them",
        description: "Four linen napkins of the size napkins used to have, hemmed all round and tied with twine. \
            Softer with every wash, and handsome without an iron.\n\n45 x 45 cm each. Pure linen, wash at 60 °C.",
        collection: "linen",
        option: Some("Colour"),
        pictures: &[
            (
                "napkins",
                "Four folded clay-pink napkins tied with twine and a sprig of rosemary",
            ),
            ("napkins-sage", "The napkins in sage"),
        ],
        units: &[
            unit("CL-NAP-CLAY", 4_200, 240, 28).of("Clay"),
            unit("CL-NAP-SAGE", 4_200, 240, 26).of("Sage").shown_by(1),
        ],
        everyday: true,
    },
    Good {
        slug: "dune-lamp",
        name: "Dune lamp",
        description: "A stoneware base with the throwing rings left in, and a linen shade that turns any bulb into \
            late afternoon. The cord is covered in cotton, with the switch where the hand finds it.\n\n48 cm \
            tall, shade 34 cm. E27, up to 8 W LED; a warm one comes with it.",
        collection: "light",
        option: Some("Base"),
        pictures: &[
            (
                "table-lamp",
                "A lit table lamp with a sand-coloured stoneware base and a linen shade",
            ),
            ("table-lamp-slate", "The lamp with a slate blue base"),
        ],
        units: &[
            unit("CL-LMP-SAND", 14_800, 2_600, 16).of("Sand").before(17_200),
            unit("CL-LMP-SLAT", 14_800, 2_600, 12)
                .of("Slate")
                .shown_by(1)
                .before(17_200),
        ],
        everyday: true,
    },
    Good {
        slug: "pleat-lamp",
        name: "Pleat lamp",
        description: "Forty pleats folded by hand from apricot paper, on a stem of solid brass that will darken \
            with you. A pull chain, because some switches should be a small pleasure.\n\n56 cm tall, shade 42 cm. \
            E27, up to 8 W LED; a warm one comes with it.",
        collection: "light",
        option: None,
        pictures: &[(
            "pleated-lamp",
            "A brass lamp with a glowing pleated shade against a blue wall",
        )],
        units: &[unit("CL-LMP-PLEA", 17_900, 3_100, 10)],
        everyday: true,
    },
    Good {
        slug: "beeswax-candles",
        name: "Beeswax candles on a dish",
        description: "Three candles rolled from sheets of beeswax, in three heights, with the stoneware dish they \
            stand on. They burn without smoke, smell of August, and last about twelve hours each.\n\n20, 16 and \
            12 cm, dish 24 cm. Wax from beekeepers in the Alentejo.",
        collection: "light",
        option: None,
        pictures: &[(
            "beeswax-candles",
            "Three honeycomb candles on a dish, two of them burning",
        )],
        units: &[unit("CL-CDL-DISH", 3_600, 1_120, 34)],
        everyday: true,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::*;

    fn units() -> impl Iterator<Item = (&'static Good, &'static Unit)> {
        GOODS
            .iter()
            .flat_map(|good| good.units.iter().map(move |unit| (good, unit)))
    }

    #[test]
    fn what_names_a_thing_names_one_thing() {
        let slugs: HashSet<_> = GOODS.iter().map(|good| good.slug).collect();
        assert_eq!(slugs.len(), GOODS.len());
        let numbers: HashSet<_> = units().map(|(_, unit)| unit.sku).collect();
        assert_eq!(numbers.len(), units().count());
        for good in &GOODS {
            let options: HashSet<_> = good.units.iter().map(|unit| unit.option).collect();
            assert_eq!(options.len(), good.units.len(), "{}", good.slug);
            assert_eq!(options.contains(""), good.option.is_none(), "{}", good.slug);
            assert!(
                COLLECTIONS.iter().any(|(slug, _)| *slug == good.collection),
                "{}",
                good.slug
            );
        }
    }

    #[test]
    fn each_variant_is_shown_by_a_drawing_that_there_is() {
        let drawings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../storefront-templates/assets/art");
        for (good, unit) in units() {
            let (name, alt) = good.pictures[unit.picture];
            assert!(drawings.join(format!("product-{name}.svg")).is_file(), "{name}");
            assert!(!alt.is_empty());
            assert!(
                unit.compare_at.is_none_or(|before| before > unit.price),
                "{}",
                unit.sku
            );
        }
    }

    #[test]
    fn the_shelf_shows_what_a_shop_can_be_like() {
        assert!(units().any(|(_, unit)| unit.stock == 0), "one is sold out");
        assert!(units().any(|(_, unit)| unit.stock == 7), "of one there are few");
        assert_eq!(
            GOODS
                .iter()
                .filter(|good| good.units[0].compare_at.is_some())
                .count(),
            2
        );
        assert!(
            units().all(|(good, unit)| !good.everyday || unit.stock >= 10),
            "shoppers find something"
        );
    }
}
