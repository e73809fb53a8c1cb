//! A guest's first look, and the way to an account.

use kit::on_one;
use kit::webdriver::{Driver, Screen, Window};
use serde_json::json;

on_one! {
    async fn a_guest_looks_around_and_makes_an_account(kit) {
        let driver = Driver::start().await;
        for screen in Screen::ALL {
            let window = Window::open(&driver, screen).await;
            let base = kit.guest().url("");
            window.goto(&format!("{base}/")).await;
            window.find("main h1").await;
            let size = window.run("return [innerWidth, innerHeight];").await;
            let (width, height) = screen.size();
            assert_eq!(
                size,
                json!([width, height]),
                "the window is what it is meant to be"
            );
            window.fits().await;
            window.screenshot("home-empty").await;
            window.has_no_complaints().await;

            window.goto(&format!("{base}/signup?next=/studio")).await;
            let handle = format!("ana_{}", screen.name());
            for (field, text) in [
                ("name", "Ana Lume"),
                ("handle", handle.as_str()),
                ("email", &format!("{handle}@example.org")),
                ("password", "a long pass phrase"),
            ] {
                window
                    .fill(&format!("form[action='/signup'] [name={field}]"), text)
                    .await;
            }
            window.fits().await;
            window.screenshot("signup").await;
            window.click("form[action='/signup'] button[type=submit]").await;
            window.arrives_at("/studio").await;
            window.find(".flash").await;
            window.fits().await;
            window.screenshot("studio-empty").await;
            window.has_no_complaints().await;
            window.close().await;
        }
        driver.stop().await;
    }
}
