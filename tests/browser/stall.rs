//! A shop that sells in a show, and what a shopper presses there.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use kit::webdriver::Window;
use kit::{Broadcast, Goods, Kit, Method, Person, Planned, Shopfront, euro};
use serde_json::{Value, json};

/// A live show's shop, with one product on its run.
pub(crate) struct Stall {
    pub host: Person,
    pub casa: Shopfront,
    pub show: Planned,
    pub bowl: Goods,
}

impl Stall {
    /// Plans a show that is to sell a bowl in two glazes, so many of each.
    pub(crate) async fn plan(kit: &Kit, units: i64) -> Self {
        let glaze = |name: &str| json!({ "options": [name], "price": euro(3_900), "available": units });
        let bowl = json!({
            "name": "Breakfast bowl", "description": "Stoneware, thrown and glazed by hand.",
            "option_names": ["Glaze"], "variants": [glaze("Sage"), glaze("Midnight")],
        });
        Self::selling(kit, &bowl).await
    }

    /// The same with the last bowl of its kind.
    pub(crate) async fn plan_the_last_one(kit: &Kit) -> Self {
        let variant = json!({ "price": euro(3_900), "available": 1 });
        Self::selling(kit, &json!({ "name": "Breakfast bowl", "variants": [variant] })).await
    }

    async fn selling(kit: &Kit, product: &Value) -> Self {
        let host = kit.sign_up("ana").await;
        let casa = host.open_shop("casa-lumen").await;
        let rates = json!({ "rates": [
            { "name": "By post", "countries": ["PT", "ES"], "price": euro(450) },
            { "name": "By courier", "countries": ["PT", "ES"], "price": euro(900) },
        ]});
        casa.api(Method::PUT, "/shipping")
            .json(&rates)
            .send()
            .await
            .expect(200);
        let bowl = casa.product(product).await;
        let pictures = format!("/products/{}/pictures?alt=Breakfast+bowl", bowl.id);
        casa.api(Method::POST, &pictures)
            .body("image/png", picture())
            .send()
            .await
            .expect(201);
        let show = host
            .plan(&json!({ "title": "Evening glaze", "shop": casa.slug }))
            .await;
        let run = json!({ "products": [bowl.id] });
        host.api(Method::PUT, &format!("{}/products", show.api()))
            .json(&run)
            .send()
            .await
            .expect(204);
        Self {
            host,
            casa,
            show,
            bowl,
        }
    }

    /// A program sends its picture.
    pub(crate) async fn on_the_air(&self, kit: &Kit) -> Broadcast {
        let broadcast = kit.guest().broadcast(&self.show).await;
        kit.is_live(&self.show).await;
        broadcast
    }

    /// Puts the bowl on everyone's picture.
    pub(crate) async fn pin(&self) {
        let path = format!("{}/pins/{}", self.show.api(), self.bowl.id);
        self.host
            .api(Method::PUT, &path)
            .json(&json!({}))
            .send()
            .await
            .expect(200);
    }

    /// How many can be bought of the variant at that place.
    pub(crate) async fn left(&self, variant: usize) -> i64 {
        let bowl = self.casa.look_up(&self.bowl).await;
        bowl["variants"][variant]["available"].as_i64().expect("a count")
    }

    /// The bowl's page.
    pub(crate) fn product_page(&self) -> String {
        format!("/shops/{}/products/{}", self.casa.slug, self.bowl.slug)
    }
}

/// Something round on a table.
fn picture() -> Vec<u8> {
    let lit = |x: u32, y: u32| {
        let (dx, dy) = (x.abs_diff(200), y.abs_diff(220));
        match dx * dx + dy * dy {
            0..10_000 => Rgb([118, 138, 112]),
            10_000..19_600 => Rgb([164, 180, 152]),
            _ => Rgb([232, 224, 210]),
        }
    };
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_fn(400, 400, lit)
        .write_to(&mut out, ImageFormat::Png)
        .expect("a picture in memory");
    out.into_inner()
}

/// The card on the picture, once a press on it counts: what has just come up
/// takes none that may have been meant for the card before it.
pub(crate) async fn card_is_up(window: &Window, name: &str) {
    let shown = "document.querySelector('.goods-card[data-front] .goods-name')?.textContent";
    window.until(&format!("{shown} === '{name}'")).await;
    // It slides in: what moves can't be pressed.
    window
        .until("document.querySelector('.goods-card[data-front]').getAnimations({ subtree: true }).every(one => one.playState !== 'running')")
        .await;
}

/// Says on the first step who buys.
pub(crate) async fn says_who(window: &Window) {
    window.fill("#email", "berta@example.org").await;
    window.click("vitrine-checkout button[type=submit]").await;
}

/// Says where it goes.
pub(crate) async fn says_where(window: &Window) {
    for (field, text) in [
        ("name", "Berta Lima"),
        ("line1", "Rua Nova 1"),
        ("postal_code", "1100-001"),
        ("city", "Lisboa"),
    ] {
        window
            .fill(&format!("vitrine-checkout [name={field}]"), text)
            .await;
    }
    window
        .run("document.querySelector('vitrine-checkout [name=country]').value = 'PT'; return null;")
        .await;
    window.click("vitrine-checkout button[type=submit]").await;
}

/// Wants it sent by courier.
pub(crate) async fn says_how(window: &Window) {
    window.click("vitrine-checkout .choice:nth-of-type(2)").await;
    window.click("vitrine-checkout button[type=submit]").await;
}

/// Pays with that card of the sandbox.
pub(crate) async fn pays_with(window: &Window, card: &str) {
    window.click(&format!(".test-card:has([value='{card}'])")).await;
    window.click(".pay-button").await;
}

/// Waits for the end of the checkout, and gives the order's number.
pub(crate) async fn order_number(window: &Window) -> String {
    window.text(".done .done-number").await
}
