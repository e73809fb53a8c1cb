//! What a host does in the studio, click by click.

use kit::webdriver::Window;

/// Signs up through the form and plans a show through the form; gives the
/// show's studio page. `base` is where the host's browser finds the server.
pub(crate) async fn plan_a_show(base: &str, host: &Window) -> String {
    host.goto(&format!("{base}/signup?next=/studio/new")).await;
    for (field, text) in [
        ("name", "Ana Lume"),
        ("handle", "ana"),
        ("email", "ana@example.org"),
        ("password", "a long pass phrase"),
    ] {
        host.fill(&format!("form[action='/signup'] [name={field}]"), text)
            .await;
    }
    host.click("form[action='/signup'] button[type=submit]").await;
    host.arrives_at("/studio/new").await;
    host.fill("form[action='/studio/shows'] [name=title]", "Evening glaze")
        .await;
    host.screenshot("studio-new").await;
    host.click("form[action='/studio/shows'] button[type=submit]")
        .await;
    host.find("vitrine-broadcaster").await;
    host.path().await
}

pub(crate) async fn sign_in(base: &str, host: &Window, next: &str) {
    host.goto(&format!("{base}/signin?next={next}")).await;
    host.fill("form[action='/signin'] [name=login]", "ana").await;
    host.fill("form[action='/signin'] [name=password]", "a long pass phrase")
        .await;
    host.screenshot("signin").await;
    host.click("form[action='/signin'] button[type=submit]").await;
    host.arrives_at(next).await;
}

/// Looks at the camera's picture, then goes live with it.
pub(crate) async fn go_live(host: &Window) {
    host.click("[data-action=preview]").await;
    broadcaster_is(host, "preview").await;
    host.fits().await;
    host.click("[data-action=go]").await;
    broadcaster_is(host, "live").await;
}

pub(crate) async fn broadcaster_is(host: &Window, state: &str) {
    let expression = format!("document.querySelector('vitrine-broadcaster')?.dataset.state === '{state}'");
    host.until(&expression).await;
}
