//! TLS of our own: HTTP/2, and forms that work over it.

use kit::on_one;
use reqwest::{Client, Version, redirect};
use vitrine::config::TlsMode;

fn client() -> Client {
    let client = Client::builder()
        .use_rustls_tls()
        // The certificate is the server's own making.
        .tls_danger_accept_invalid_certs(true)
        .redirect(redirect::Policy::none())
        .no_proxy();
    client.build().expect("a client")
}

on_one! {
    async fn a_form_is_sent_over_http_2_and_foreign_ones_are_not(kit) {
        let ana = kit.sign_up("ana").await;
        let (login, password) = (ana.handle.clone(), ana.password.clone());
        kit.restart_with(|config, _| config.tls.mode = TlsMode::SelfSigned).await;
        let base = kit.guest().url("").replace("http://", "https://");
        let client = client();
        let page = client.get(format!("{base}/signin")).send().await.expect("an answer");
        assert_eq!((page.status().as_u16(), page.version()), (200, Version::HTTP_2));
        assert!(page.headers().contains_key("strict-transport-security"));

        let sign_in = async |origin: &str| {
            let fields = [("login", login.as_str()), ("password", password.as_str())];
            let request = client.post(format!("{base}/signin")).header("origin", origin).form(&fields);
            request.send().await.expect("an answer")
        };
        let signed_in = sign_in(&base).await;
        assert_eq!(signed_in.status().as_u16(), 303);
        let cookie = signed_in.headers()["set-cookie"].to_str().expect("ASCII").to_owned();
        assert!(cookie.starts_with("vitrine_session=") && cookie.contains("Secure"), "{cookie}");
        assert_eq!(sign_in("https://evil.example").await.status().as_u16(), 403);
    }

    async fn the_certificate_is_kept_for_the_next_start(kit) {
        kit.restart_with(|config, _| config.tls.mode = TlsMode::SelfSigned).await;
        let file = kit.data_dir().join("tls").join("self-signed.pem");
        let first = std::fs::read(&file).expect("a certificate");
        kit.restart().await;
        assert_eq!(std::fs::read(&file).expect("a certificate"), first);
    }
}
