//! Calendar files.

use std::time::Duration;

use chrono::TimeDelta;
use kit::on_both;
use live::shows::ShowEdit;
use model::Visibility;
use serde_json::json;

on_both! {
    async fn a_planned_show_is_an_event_for_those_who_may_know_of_it(kit) {
        let (ana, stranger) = (kit.sign_up("ana").await, kit.sign_up("stranger").await);
        let start = kit.now() + TimeDelta::hours(30);
        let form = |visibility| json!({ "title": "Linen; washed, soft", "starts_at": start, "visibility": visibility });
        let show = ana.plan(&form("public")).await;
        let file = |show: &kit::Planned| format!("{}/calendar.ics", show.page());
        let answer = kit.guest().get(&file(&show)).await.expect(200);
        assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
        assert!(answer.header("content-disposition").starts_with("attachment"), "{answer}");
        let text = answer.text().replace("\r\n ", "");
        let lines: Vec<_> = text.split("\r\n").collect();
        assert!(lines.contains(&"SUMMARY:Linen\\; washed\\, soft"), "{text}");
        assert!(lines.contains(&start.format("DTSTART:%Y%m%dT%H%M%SZ").to_string().as_str()), "{text}");
        assert!(lines.contains(&format!("UID:{}", show.id).as_str()), "{text}");
        assert!(lines.contains(&format!("URL:{}", kit.guest().url(&show.page())).as_str()), "{text}");
        assert!(lines.contains(&"TRIGGER:-PT10M"), "{text}");

        let hidden = ana.plan(&form("private")).await;
        stranger.get(&file(&hidden)).await.expect_problem(404, "show-not-found");
        let own = ana.get(&file(&hidden)).await.expect(200);
        assert_eq!(own.header("cache-control"), "no-store");
        kit.go_live(&show).await;
        kit.guest().get(&file(&show)).await.expect_problem(404, "not-planned");
    }

    async fn a_shops_calendar_has_what_it_has_planned_for_everyone(kit) {
        let ana = kit.sign_up("ana").await;
        kit.open_shop(&ana, "casa-lumen").await;
        let start = kit.now() + TimeDelta::hours(5);
        for (title, visibility, starts_at) in [
            ("Planned", "public", Some(start)),
            ("Someday", "public", None),
            ("Hidden", "private", Some(start)),
            ("By link", "unlisted", Some(start)),
        ] {
            let form = json!({
                "title": title, "visibility": visibility, "starts_at": starts_at, "shop": "casa-lumen",
            });
            ana.plan(&form).await;
        }
        let answer = kit.guest().get("/shops/casa-lumen/calendar.ics").await.expect(200);
        let titles: Vec<_> = answer.text().split("\r\n").filter(|line| line.starts_with("SUMMARY")).collect();
        assert_eq!(titles, ["SUMMARY:Planned"]);
        assert!(answer.text().contains("X-WR-CALNAME:casa-lumen\r\n"));
        kit.guest().get("/shops/nowhere/calendar.ics").await.expect(404);
    }

    async fn a_shops_calendar_has_the_next_shows_of_many_and_none_that_is_past(kit) {
        let ana = kit.sign_up("ana").await;
        let shop = kit.open_shop(&ana, "casa-lumen").await;
        let start = kit.now() + TimeDelta::hours(5);
        for n in 0..=100_u8 {
            let edit = ShowEdit {
                title: if n == 0 { "Soonest".to_owned() } else { format!("Number {n}") },
                description: String::new(),
                visibility: Visibility::Public,
                shop: Some(shop.id),
                starts_at: Some(start + TimeDelta::hours(n.into())),
                place: None,
                cover: None,
            };
            kit.live().create_show(ana.id, edit, vec![n]).await.expect("planned");
        }
        let titles = async || {
            let answer = kit.guest().get("/shops/casa-lumen/calendar.ics").await.expect(200);
            let text = answer.text().to_owned();
            text.split("\r\n").filter_map(|line| line.strip_prefix("SUMMARY:").map(str::to_owned)).collect::<Vec<_>>()
        };
        let listed = titles().await;
        assert_eq!((listed.len(), listed[0].as_str()), (100, "Soonest"));
        kit.advance(Duration::from_secs(6 * 3_600 + 60));
        let listed = titles().await;
        assert!(listed.len() == 100 && !listed.contains(&"Soonest".to_owned()), "{listed:?}");
    }
}
