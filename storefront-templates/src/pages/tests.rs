//! Every page renders in every language, keeps to the content security policy, and escapes.

use askama::Template;

use super::*;
use crate::chrome::Chrome;
use crate::locale::Locale;
use crate::views::ShowCard;

fn chromed<T>(mut page: T, chrome: impl Fn(&mut T) -> &mut Chrome, locale: Locale) -> String
where
    T: Template,
{
    chrome(&mut page).locale = locale;
    page.render().expect("rendering into memory can't fail")
}

/// Every sample of every page, by name.
fn all(locale: Locale) -> Vec<(&'static str, String)> {
    macro_rules! render {
        ($($name:literal => $page:expr),+ $(,)?) => {
            vec![$(($name, chromed($page, |page| &mut page.chrome, locale))),+]
        };
    }
    let mut pages = render![
        "home" => HomePage::sample(),
        "home, empty" => HomePage::sample_empty(),
        "room" => RoomPage::sample(),
        "scheduled" => ScheduledPage::sample(),
        "replay" => ReplayPage::sample(),
        "no replay" => ReplayPage::sample_without_replay(),
        "gone" => GonePage::sample(),
        "studio" => StudioPage::sample(),
        "studio, empty" => StudioPage::sample_empty(),
        "new show" => NewShowPage::sample(),
        "new show, blank" => NewShowPage::sample_blank(),
        "studio show" => StudioShowPage::sample(),
        "studio show, paused" => StudioShowPage::sample_paused(),
        "studio show, ended" => StudioShowPage::sample_ended(),
        "own shops" => selling::OwnShopsPage::sample(),
        "own shops, none" => selling::OwnShopsPage::sample_empty(),
        "products" => selling::ProductsPage::sample(),
        "products, none" => selling::ProductsPage::sample_empty(),
        "products, not found" => selling::ProductsPage::sample_not_found(),
        "product" => selling::ProductPage::sample(),
        "product, new" => selling::ProductPage::sample_new(),
        "product, draft" => selling::ProductPage::sample_draft(),
        "collections" => selling::CollectionsPage::sample(),
        "collections, none" => selling::CollectionsPage::sample_empty(),
        "vouchers" => selling::VouchersPage::sample(),
        "vouchers, none" => selling::VouchersPage::sample_empty(),
        "shop settings" => selling::ShopSettingsPage::sample(),
        "shipping" => selling::ShippingPage::sample(),
        "shop orders" => selling::OrdersPage::sample(),
        "shop orders, none" => selling::OrdersPage::sample_empty(),
        "shop orders, not found" => selling::OrdersPage::sample_not_found(),
        "shop order" => selling::OrderPage::sample(),
        "shop order, sent" => selling::OrderPage::sample_sent(),
        "shop order, cancelled" => selling::OrderPage::sample_cancelled(),
        "packing" => selling::PackingPage::sample(),
        "packing, none" => selling::PackingPage::sample_empty(),
        "webhooks" => selling::WebhooksPage::sample(),
        "wait" => advice::WaitPage::sample(),
        "advice desk" => advice::AdviceDeskPage::sample(),
        "advice desk, an advisor's" => advice::AdviceDeskPage::sample_of_an_advisor(),
        "talk" => advice::CallPage::sample(),
        "talk, an advisor's" => advice::CallPage::sample_of_an_advisor(),
        "talk, a friend's" => advice::CallPage::sample_of_a_friend(),
        "talk, a colleague's" => advice::CallPage::sample_of_a_colleague(),
        "talk, the door" => advice::JoinTalkPage::sample(),
        "talk, ended" => advice::EndedPage::sample(),
        "talk, ended, an advisor's" => advice::EndedPage::sample_of_an_advisor(),
        "talk, ended, deleted" => advice::EndedPage::sample_deleted(),
        "summary" => advice::SummaryPage::sample(),
        "summary, bare" => advice::SummaryPage::sample_bare(),
        "advice templates" => advice::AdviceTemplatesPage::sample(),
        "advice templates, none" => advice::AdviceTemplatesPage::sample_empty(),
        "clients" => advice::ClientsPage::sample(),
        "clients, none" => advice::ClientsPage::sample_empty(),
        "clients, not found" => advice::ClientsPage::sample_not_found(),
        "client" => advice::ClientPage::sample(),
        "own cards" => advice::MyCardsPage::sample(),
        "own cards, none" => advice::MyCardsPage::sample_empty(),
        "own card" => advice::MyCardPage::sample(),
        "figures" => advice::FiguresPage::sample(),
        "figures, none" => advice::FiguresPage::sample_empty(),
        "book" => advice::BookPage::sample(),
        "book, moving" => advice::BookPage::sample_of_a_move(),
        "book, off" => advice::BookPage::sample_off(),
        "booking" => advice::BookingPage::sample(),
        "booking, due" => advice::BookingPage::sample_of(advice::Standing::Due),
        "booking, cancelled" => advice::BookingPage::sample_of(advice::Standing::Cancelled),
        "booking, kept" => advice::BookingPage::sample_of(advice::Standing::Kept),
        "booking, missed" => advice::BookingPage::sample_of(advice::Standing::Missed),
        "bookings" => advice::DeskBookingsPage::sample(),
        "bookings, none" => advice::DeskBookingsPage::sample_empty(),
        "profile" => ProfilePage::sample(),
        "blocked profile" => ProfilePage::sample_blocked(),
        "own profile" => ProfilePage::sample_own(),
        "people" => PeoplePage::sample(),
        "people, none" => PeoplePage::sample_empty(),
        "inbox" => InboxPage::sample(),
        "inbox, empty" => InboxPage::sample_empty(),
        "settings" => SettingsPage::sample(),
        "friends" => FriendsPage::sample(),
        "friends, none" => FriendsPage::sample_empty(),
        "join" => JoinPage::sample(),
        "join, too late" => JoinPage::sample_used_up(),
        "sign in" => SignInPage::sample(),
        "sign up" => SignUpPage::sample(),
        "shop" => ShopPage::sample(),
        "shop, together" => ShopPage::sample_together(),
        "shop, quiet" => ShopPage::sample_quiet(),
        "product" => ProductPage::sample(),
        "product, sold out" => ProductPage::sample_sold_out(),
        "product, together" => ProductPage::sample_together(),
        "wishes" => WishesPage::sample(),
        "wishes, empty" => WishesPage::sample_empty(),
        "basket" => BasketPage::sample(),
        "basket, empty" => BasketPage::sample_empty(),
        "addresses" => AddressesPage::sample(),
        "checkout" => CheckoutPage::sample(),
        "pay" => PayPage::sample(),
        "pay, test" => PayPage::sample_test(),
        "orders" => OrdersPage::sample(),
        "orders, none" => OrdersPage::sample_empty(),
        "order" => OrderPage::sample(),
        "order, fresh" => OrderPage::sample_fresh(),
        "order, cancelled" => OrderPage::sample_cancelled(),
        "outbox" => OutboxPage::sample(),
        "outbox, empty" => OutboxPage::sample_empty(),
        "challenge" => ChallengePage::sample(),
        "challenge, over" => ChallengePage::sample_over(),
        "API" => ApiDocsPage::sample(),
        "unsubscribe" => UnsubscribePage::sample(UnsubscribeView::Following("Ana <b>".to_owned()), false),
        "unsubscribed" => UnsubscribePage::sample(UnsubscribeView::Following("Ana".to_owned()), true),
        "unsubscribe, live" => UnsubscribePage::sample(UnsubscribeView::Live, false),
        "unsubscribed, soon" => UnsubscribePage::sample(UnsubscribeView::Soon, true),
        "unsubscribe, mention" => UnsubscribePage::sample(UnsubscribeView::Mention, false),
    ];
    for status in [400, 401, 403, 404, 405, 409, 410, 413, 418, 429, 500, 502, 503] {
        let page = ErrorPage::sample(status);
        pages.push(("error", chromed(page, |page| &mut page.chrome, locale)));
    }
    pages
}

#[test]
fn every_sample_renders_in_every_language() {
    for locale in Locale::ALL {
        for (name, html) in all(locale) {
            assert!(html.starts_with("<!doctype html>"), "{name}");
            assert!(
                html.contains(&format!("<html lang=\"{}\"", locale.code())),
                "{name}"
            );
            assert!(html.trim_end().ends_with("</html>"), "{name}");
            assert_eq!(html.matches("<h1").count(), 1, "{name} has one heading");
            assert_eq!(html.matches("<main").count(), 1, "{name} has one main part");
        }
    }
}

#[test]
fn no_message_key_is_left_untranslated() {
    for locale in Locale::ALL {
        for (name, html) in all(locale) {
            for prefix in ["error-", "flash-", "visibility-", "state-"] {
                let shown = html
                    .split('>')
                    .skip(1)
                    .filter_map(|piece| piece.split('<').next());
                for text in shown {
                    assert!(!text.trim().starts_with(prefix), "{name} shows the key {text}");
                }
            }
        }
    }
}

#[test]
fn pages_keep_to_the_content_security_policy() {
    for (name, html) in all(Locale::En) {
        assert!(!html.contains(" style=\""), "{name} has an inline style");
        assert!(!html.contains("<style"), "{name} has an inline style sheet");
        assert!(!html.contains("javascript:"), "{name} has a script address");
        for tag in html.match_indices("<script").map(|(at, _)| &html[at..]) {
            let tag = tag.split('>').next().expect("tags are closed");
            assert!(
                tag.contains(" src=\"/assets/"),
                "{name} has an inline script: {tag}"
            );
        }
        for attribute in [" onclick=", " onload=", " onerror=", " onsubmit=", " onchange="] {
            assert!(!html.contains(attribute), "{name} has an inline handler");
        }
    }
}

#[test]
fn every_embedded_file_a_page_names_exists() {
    let folder = format!("/assets/{}/", crate::assets::VERSION);
    for (name, html) in all(Locale::En) {
        for (at, _) in html.match_indices(&folder) {
            let rest = &html[at + folder.len()..];
            let path = rest.split(['"', '#', ' ']).next().expect("attributes are closed");
            assert!(crate::assets::get(path).is_some(), "{name} names {path}");
        }
    }
}

#[test]
fn every_icon_a_page_names_is_in_the_sprite() {
    let sprite = crate::assets::get("icons.svg").expect("the sprite is embedded");
    let sprite = std::str::from_utf8(sprite.bytes).expect("UTF-8");
    for (name, html) in all(Locale::En) {
        for (at, _) in html.match_indices("icons.svg#") {
            let id = html[at + 10..].split('"').next().expect("attributes are closed");
            assert!(
                sprite.contains(&format!("id=\"{id}\"")),
                "{name} shows the icon {id}"
            );
        }
    }
}

#[test]
fn what_people_type_is_escaped() {
    let bad = "<img src=x onerror=alert(1)>\"'";
    let mut page = RoomPage::sample();
    page.show = ShowCard {
        title: bad.to_owned(),
        description: bad.to_owned(),
        ..page.show
    };
    page.show.host.name = bad.to_owned();
    page.more = vec![page.show.clone()];
    let html = page.render().expect("rendering into memory can't fail");
    assert!(!html.contains("<img src=x"), "{html}");
    assert!(!html.contains("alert(1)>\"'"), "{html}");
}

#[test]
fn the_doors_lead_to_each_other_and_on_to_where_one_was_going() {
    let next = "/shows/1?a=b&c=d";
    let sign_in = SignInPage {
        next: next.to_owned(),
        ..SignInPage::sample()
    };
    let sign_up = SignUpPage {
        next: next.to_owned(),
        ..SignUpPage::sample()
    };
    let doors = [
        (
            "/signup",
            sign_in.render().expect("rendering into memory can't fail"),
        ),
        (
            "/signin",
            sign_up.render().expect("rendering into memory can't fail"),
        ),
    ];
    for (door, html) in doors {
        let link = format!("href=\"{door}?next=/shows/1%3Fa%3Db%26c%3Dd\"");
        assert!(html.contains(&link), "{html}");
    }
}

#[test]
fn complaints_are_tied_to_their_fields_and_typed_values_stay() {
    let html = SignUpPage::sample()
        .render()
        .expect("rendering into memory can't fail");
    assert!(html.contains("aria-describedby=\"handle-error\""), "{html}");
    assert!(html.contains("id=\"handle-error\""), "{html}");
    assert!(html.contains("value=\"Ana &#34;Lia&#34; Ruiz\""), "{html}");
    assert!(html.contains("name=\"next\" value=\"/\""), "{html}");
}
