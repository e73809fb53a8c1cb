//! The pages: that each is there, in both languages, for whoever may see it,
//! and keeps the laws the browser is told to enforce.

use std::collections::BTreeSet;
use std::time::Duration;

use kit::{Answer, Browser, Kit, Person, Planned, on_both, on_one, tags};
use people::shops::NewShop;
use serde_json::json;

/// A house with someone in every room.
struct House {
    host: Person,
    scheduled: Planned,
    live: Planned,
    replay: Planned,
    unrecorded: Planned,
    gone: Planned,
}

impl House {
    async fn build(kit: &Kit) -> Self {
        let host = kit.sign_up("ana").await;
        let shop = NewShop {
            slug: "casa-lumen".to_owned(),
            name: "Casa Lumen".to_owned(),
            story: "One kiln, & a <lamp> maker's workshop.".to_owned(),
            cover: Some("art/casa-lumen-cover.svg".to_owned()),
            logo: Some("art/casa-lumen-mark.svg".to_owned()),
        };
        kit.app()
            .people
            .open_shop(host.id, shop)
            .await
            .expect("a new shop");
        let gone = host.create_show("Long ago").await;
        kit.record(&gone, 1).await;
        kit.advance(Duration::from_secs(25 * 3_600));
        let form = |title: &str| {
            json!({
                "title": title, "shop": "casa-lumen", "description": "Two lines\nof \"words\" <b>",
                "place": { "name": "Porto", "latitude": 41.1, "longitude": -8.6 },
                "starts_at": kit.now() + Duration::from_secs(3 * 3_600),
            })
        };
        let house = Self {
            scheduled: host.plan(&form("Linen, washed soft")).await,
            live: host.plan(&form("Evening glaze")).await,
            replay: host.plan(&form("How we throw a bowl")).await,
            unrecorded: host.create_show("Nothing was kept").await,
            gone,
            host,
        };
        kit.go_live(&house.live).await;
        kit.record(&house.replay, 2).await;
        kit.go_live(&house.unrecorded).await;
        kit.end(&house.unrecorded).await;
        house
    }

    /// What everyone may open.
    fn open_pages(&self) -> Vec<String> {
        let mut paths: Vec<String> = [
            "/",
            "/signin",
            "/signup",
            "/signin?next=/studio",
            "/@ana",
            "/shops/casa-lumen",
            "/api/docs",
        ]
        .map(str::to_owned)
        .to_vec();
        paths.extend([&self.scheduled, &self.live, &self.replay, &self.unrecorded].map(Planned::page));
        paths
    }

    /// What the host alone may open.
    fn own_pages(&self) -> Vec<String> {
        let mut paths: Vec<String> = [
            "/studio",
            "/studio/new",
            "/settings",
            "/friends",
            "/inbox",
            "/@ana/followers",
            "/@ana/following",
        ]
        .map(str::to_owned)
        .to_vec();
        paths.extend(
            [
                &self.scheduled,
                &self.live,
                &self.replay,
                &self.unrecorded,
                &self.gone,
            ]
            .map(Planned::studio),
        );
        paths
    }

    /// Every page with whoever opens it and the status it has.
    fn all(&self, guest: &Browser) -> Vec<(Browser, String, u16)> {
        let mut all = Vec::new();
        for path in self.open_pages() {
            all.push((guest.clone(), path.clone(), 200));
            all.push((self.host.browser.clone(), path, 200));
        }
        for path in self.own_pages() {
            all.push((self.host.browser.clone(), path, 200));
        }
        for browser in [guest, &self.host.browser] {
            all.push((browser.clone(), self.gone.page(), 410));
            all.push((browser.clone(), "/nowhere".to_owned(), 404));
        }
        all
    }
}

async fn open(browser: &Browser, path: &str, language: &str) -> Answer {
    browser
        .request(kit::Method::GET, path)
        .as_person()
        .header("accept-language", language)
        .send()
        .await
}

/// Addresses a page takes files from or leads to, on this server.
fn addresses(page: &str, wanted: impl Fn(&str, &str) -> bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for tag in tags(page) {
        for (name, value) in &tag.attributes {
            if wanted(&tag.name, name) && value.starts_with('/') && !value.starts_with("//") {
                let address = value.replace("&amp;", "&").replace("&#38;", "&");
                found.insert(address.split('#').next().unwrap_or_default().to_owned());
            }
        }
    }
    found
}

on_both! {
    async fn every_page_answers_in_both_languages(kit) {
        let house = House::build(kit).await;
        for (browser, path, status) in house.all(&kit.guest()) {
            for (asked, code) in [
                ("en-GB,en;q=0.9", "en"),
                ("es-MX,es;q=0.9,en;q=0.5", "es"),
                ("fi", "en"),
            ] {
                let page = open(&browser, &path, asked).await.expect(status);
                assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{page}");
                assert!(
                    page.text().contains(&format!("<html lang=\"{code}\"")),
                    "{asked}: {page}"
                );
                assert!(page.text().trim_end().ends_with("</html>"), "{path} is cut off");
                assert!(
                    page.text().contains("<title>") && !page.text().contains("<title></title>"),
                    "{page}"
                );
            }
        }
    }
}

on_one! {
    async fn every_page_tells_the_browser_its_laws(kit) {
        let house = House::build(kit).await;
        for (browser, path, status) in house.all(&kit.guest()) {
            let page = browser.page(&path).await.expect(status);
            let policy = page.header("content-security-policy");
            for rule in [
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
                "form-action 'self'",
            ] {
                assert!(
                    policy.split(';').any(|part| part.trim() == rule),
                    "{path}: {rule} is not in {policy}"
                );
            }
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
            assert!(
                page.header("permissions-policy").contains("camera=(self)"),
                "{path}"
            );
            assert!(!page.header("referrer-policy").is_empty(), "{path}");
            assert_eq!(page.header("cross-origin-opener-policy"), "same-origin", "{path}");
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
            assert!(
                page.header("strict-transport-security").is_empty(),
                "over plain HTTP it would lock people out"
            );
        }
        let guest = kit.guest();
        for path in [
            "/healthz",
            "/api/v1/shows",
            "/api/v1/session",
            "/nowhere",
            "/hls/x/index.m3u8",
        ] {
            let answer = guest.get(path).await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert!(!answer.header("content-security-policy").is_empty(), "{path}");
        }
        kit.restart_with(|config, _| config.public_url = Some("https://live.example.org".to_owned()))
            .await;
        assert!(
            kit.guest()
                .page("/")
                .await
                .header("strict-transport-security")
                .starts_with("max-age=")
        );
    }

    async fn no_page_has_a_script_or_a_style_of_its_own(kit) {
        let house = House::build(kit).await;
        for (browser, path, status) in house.all(&kit.guest()) {
            let page = browser.page(&path).await.expect(status);
            let mut scripts = 0;
            for tag in tags(page.text()) {
                match tag.name.as_str() {
                    "script" => {
                        scripts += 1;
                        let source = tag.attribute("src").unwrap_or("");
                        assert!(source.starts_with("/assets/"), "{path}: {tag:?}");
                    }
                    "style" => panic!("{path}: {tag:?}"),
                    _ => {}
                }
                for (name, value) in &tag.attributes {
                    assert!(name != "style" && !name.starts_with("on"), "{path}: {tag:?}");
                    assert!(
                        !value.trim_start().to_lowercase().starts_with("javascript:"),
                        "{path}: {tag:?}"
                    );
                    let own = !["src", "href", "poster", "action", "srcset"].contains(&name.as_str())
                        || value.starts_with('/')
                        || value.starts_with('#')
                        || value.is_empty();
                    assert!(own, "{path} leads elsewhere: {tag:?}");
                }
            }
            assert!(scripts > 0, "{path}: no tag was found at all");
        }
    }

    async fn every_file_a_page_asks_for_is_there(kit) {
        let house = House::build(kit).await;
        let guest = kit.guest();
        let mut files = BTreeSet::new();
        for (browser, path, status) in house.all(&guest) {
            let page = browser.page(&path).await.expect(status);
            files.extend(addresses(page.text(), |tag, name| match name {
                "src" | "poster" => true,
                "href" => ["link", "use", "image"].contains(&tag),
                _ => false,
            }));
        }
        // A live show's playlist comes with its first picture.
        files.remove(&house.live.playlist());
        assert!(files.len() > 10, "{files:?}");
        for file in &files {
            let answer = guest.get(file).await.expect(200);
            if file.starts_with("/assets/") {
                assert_eq!(
                    answer.header("cache-control"),
                    "public, max-age=31536000, immutable",
                    "{file}"
                );
                let expected = match file.rsplit('.').next() {
                    Some("css") => "text/css",
                    Some("js") => "text/javascript",
                    Some("svg") => "image/svg+xml",
                    Some("webmanifest") => "application/manifest+json",
                    other => panic!("{file}: {other:?}"),
                };
                assert!(answer.header("content-type").starts_with(expected), "{answer}");
            }
        }
        let icon = guest.get("/favicon.ico").await;
        assert!([301, 308].contains(&icon.status), "{icon}");
        guest.get(icon.header("location")).await.expect(200);
    }

    async fn every_link_leads_somewhere(kit) {
        let house = House::build(kit).await;
        for (browser, path, status) in house.all(&kit.guest()) {
            let page = browser.page(&path).await.expect(status);
            for link in addresses(page.text(), |tag, name| tag == "a" && name == "href") {
                let there = browser.page(&link).await;
                let gone = there.status == 410 && link == house.gone.page();
                assert!(
                    gone || [200, 303].contains(&there.status),
                    "{path} leads to {there}"
                );
            }
        }
    }

    async fn what_people_wrote_is_text_and_nothing_more(kit) {
        let host = kit.sign_up("ana").await;
        let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
        let show = host.plan(&json!({ "title": evil, "description": evil })).await;
        let live = host.plan(&json!({ "title": evil, "description": evil })).await;
        kit.go_live(&live).await;
        let profile = reqwest::multipart::Form::new()
            .text("name", "<b>Ana</b>")
            .text("bio", evil)
            .text("locale", "");
        host.submit_files("/settings/profile", profile).await.expect(303);
        for path in [
            show.page(),
            live.page(),
            show.studio(),
            "/".to_owned(),
            "/@ana".to_owned(),
            "/settings".to_owned(),
            "/studio".to_owned(),
        ] {
            let page = host.page(&path).await.expect(200);
            assert!(
                !page.text().contains("<script>alert") && !page.text().contains("<img src=x"),
                "{path}"
            );
            assert!(!page.text().contains("<b>Ana"), "{path}");
            assert!(
                page.text().contains("alert(1)") || page.text().contains("Ana"),
                "{path} shows it as text"
            );
        }
        let next = host
            .page("/signin?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
            .await
            .expect(200);
        assert!(!next.text().contains("<script>alert"));
    }
}

on_both! {
    async fn signing_up_by_form_keeps_what_was_typed(kit) {
        let guest = kit.guest();
        let form = |email, password| {
            [
                ("handle", "Ana_Lume"),
                ("name", "Ana \"Lume\""),
                ("email", email),
                ("password", password),
                ("next", "/studio"),
            ]
        };
        let refused = guest
            .submit("/signup", &form("not an address", "a long pass phrase"))
            .await
            .expect(422);
        let inputs: Vec<_> = tags(refused.text())
            .into_iter()
            .filter(|tag| tag.name == "input")
            .collect();
        let value = |name: &str| {
            let input = inputs.iter().find(|input| input.attribute("name") == Some(name));
            input
                .unwrap_or_else(|| panic!("no {name}"))
                .attribute("value")
                .unwrap_or("")
                .to_owned()
        };
        assert_eq!(value("handle"), "Ana_Lume");
        assert_eq!(value("email"), "not an address");
        assert_eq!(value("next"), "/studio");
        assert!(value("name").starts_with("Ana &"), "{}", value("name"));
        assert_eq!(value("password"), "", "a password is never sent back");
        assert!(!refused.text().contains("a long pass phrase"));
        let described = inputs
            .iter()
            .find(|input| input.attribute("name") == Some("email"))
            .expect("the field");
        assert_eq!(described.attribute("aria-invalid"), Some("true"), "{described:?}");

        guest
            .submit("/signup", &form("ana@example.org", "short"))
            .await
            .expect(422);
        assert_eq!(guest.session_cookie(), "");
        let welcome = guest
            .submit("/signup", &form("ana@example.org", "a long pass phrase"))
            .await
            .expect(303);
        assert_eq!(welcome.header("location"), "/studio");
        assert!(guest.session_cookie().starts_with("vs_"));
        let studio = guest.page("/studio").await.expect(200);
        assert!(studio.text().contains("class=\"flash"), "it says welcome");
        let again = guest.page("/studio").await.expect(200);
        assert!(!again.text().contains("class=\"flash"), "and only once");
    }

    async fn signing_in_by_form_leads_back_and_never_away(kit) {
        let ana = kit.sign_up("ana").await;
        let guest = kit.guest();
        let refused = guest
            .submit(
                "/signin",
                &[("login", "ana"), ("password", "wrong one"), ("next", "/settings")],
            )
            .await;
        let refused = refused.expect(401);
        assert!(
            refused.text().contains("value=\"ana\"") && refused.text().contains("value=\"/settings\""),
            "{refused}"
        );
        for (next, leads) in [
            ("/settings", "/settings"),
            ("", "/"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
        ] {
            let browser = kit.guest();
            let fields = [
                ("login", "ana"),
                ("password", ana.password.as_str()),
                ("next", next),
            ];
            let answer = browser.submit("/signin", &fields).await.expect(303);
            assert_eq!(answer.header("location"), leads, "{next:?}");
            browser.page("/settings").await.expect(200);
        }
        ana.submit("/signout", &[]).await.expect(303);
        assert_eq!(ana.session_cookie(), "");
        ana.page("/settings").await.expect(303);
    }

    async fn settings_change_how_one_is_shown(kit) {
        let ana = kit.sign_up("ana").await;
        let form = |name: &str, bio: &str| {
            reqwest::multipart::Form::new()
                .text("name", name.to_owned())
                .text("bio", bio.to_owned())
                .text("locale", "es")
        };
        let refused = ana
            .submit_files("/settings/profile", form("", "Potter"))
            .await
            .expect(422);
        assert!(refused.text().contains("Potter"), "what was typed is kept");
        ana.submit_files("/settings/profile", form("Ana", &"x".repeat(301)))
            .await
            .expect(422);
        ana.submit_files("/settings/profile", form("Ana Lume", "Potter"))
            .await
            .expect(303);
        let profile = kit.guest().page("/@ana").await.expect(200);
        assert!(profile.text().contains("Ana Lume") && profile.text().contains("Potter"));
        // Her own choice goes before her browser's.
        assert!(
            open(&ana, "/settings", "en")
                .await
                .text()
                .contains("<html lang=\"es\"")
        );

        let page = ana
            .submit("/settings/tokens", &[("name", "till")])
            .await
            .expect(200);
        assert!(page.text().contains("vt_"), "the new token is shown");
        assert!(
            !ana.page("/settings").await.expect(200).text().contains("vt_"),
            "and only once"
        );
        ana.submit("/settings/tokens", &[("name", "")]).await.expect(422);
    }
}
