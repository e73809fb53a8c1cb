//! TLS of our own: HTTP/2, and forms that work over it; certificates from files.

use std::io::ErrorKind;
use std::path::Path;

use kit::{Installation, on_one};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::{Certificate, Client, Version, redirect};
use tokio::net::TcpStream;
use vitrine::config::TlsMode;

/// A certificate authority of the test's own.
type Authority = CertifiedIssuer<'static, KeyPair>;

fn client() -> Client {
    let client = Client::builder()
        .use_rustls_tls()
        // The certificate is the server's own making.
        .tls_danger_accept_invalid_certs(true)
        .redirect(redirect::Policy::none())
        .no_proxy();
    client.build().expect("a client")
}

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    CertifiedIssuer::self_signed(params, key).expect("a certificate")
}

/// Writes a certificate by `authority` for `127.0.0.1`, and its key, into `folder`.
fn issue(authority: &Authority, folder: &Path) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address");
    let certificate = params.signed_by(&key, authority).expect("a certificate");
    std::fs::write(folder.join("chain.pem"), certificate.pem()).expect("written");
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).expect("written");
}

/// A client that trusts `authority` and nobody else.
fn trusting(authority: &Authority) -> Client {
    let root = Certificate::from_pem(authority.pem().as_bytes()).expect("a certificate");
    let client = Client::builder().tls_certs_only([root]).no_proxy();
    client.build().expect("a client")
}

/// Set up to serve the files that [`issue`] writes.
fn with_files() -> Installation {
    let mut installation = Installation::new();
    installation.set("TLS__MODE", "files");
    installation.set("TLS__CERTIFICATE", "chain.pem");
    installation.set("TLS__KEY", "key.pem");
    installation
}

#[tokio::test]
async fn a_certificate_from_files_is_served_to_those_who_trust_its_authority() {
    let (ours, other) = (authority(), authority());
    let mut installation = with_files();
    issue(&ours, installation.folder());
    installation.serve().await;
    let url = format!("https://{}/healthz", installation.address);
    let answer = trusting(&ours).get(&url).send().await.expect("a trusted answer");
    assert_eq!(
        (answer.status().as_u16(), answer.version()),
        (200, Version::HTTP_2)
    );
    let refused = trusting(&other)
        .get(&url)
        .send()
        .await
        .expect_err("a stranger's certificate");
    assert!(
        format!("{refused:?}").contains("InvalidCertificate"),
        "{refused:?}"
    );
    assert_eq!(installation.terminate().await.code(), Some(0));
}

#[tokio::test]
async fn certificates_that_cant_be_served_are_said_in_one_line() {
    let installation = with_files();
    let (chain, key) = (
        installation.folder().join("chain.pem"),
        installation.folder().join("key.pem"),
    );
    let says = async |words: &[&str]| {
        let said = installation.refused(&["serve"]).await;
        assert!(words.iter().all(|word| said.contains(word)), "{words:?}: {said}");
        assert!(
            !installation.folder().join("data").join("vitrine.db").exists(),
            "nothing was begun"
        );
    };
    says(&["chain.pem", "No such file"]).await;

    issue(&authority(), installation.folder());
    let fitting = std::fs::read(&key).expect("written");
    std::fs::write(&key, KeyPair::generate().expect("a key").serialize_pem()).expect("written");
    says(&["key.pem", "chain.pem", "don't belong together"]).await;

    std::fs::write(&key, "no key").expect("written");
    says(&["key.pem"]).await;
    std::fs::remove_file(&key).expect("there");
    std::fs::create_dir(&key).expect("made");
    says(&["key.pem", "directory"]).await;
    std::fs::remove_dir(&key).expect("there");
    std::fs::write(&key, fitting).expect("written");

    std::fs::write(&chain, "").expect("written");
    says(&["chain.pem", "no certificate"]).await;
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

    async fn those_who_connect_and_say_nothing_keep_nobody_waiting(kit) {
        kit.restart_with(|config, _| {
            config.tls.mode = TlsMode::SelfSigned;
            config.limits.connections_per_address = 2_000;
        }).await;
        let mut silent = Vec::new();
        for _ in 0..1_100 {
            silent.push(TcpStream::connect(kit.guest().address()).await.expect("the server listens"));
        }
        let url = kit.guest().url("/healthz").replace("http://", "https://");
        let answer = client().get(url).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 200);
        // It did not have to wait for their time to be over.
        let (first, last) = (&silent[0], &silent[silent.len() - 1]);
        for one in [first, last] {
            let held = one.try_read(&mut [0; 1]).map_err(|error| error.kind());
            assert_eq!(held, Err(ErrorKind::WouldBlock));
        }
    }

    async fn the_certificate_is_kept_for_the_next_start(kit) {
        kit.restart_with(|config, _| config.tls.mode = TlsMode::SelfSigned).await;
        let file = kit.data_dir().join("tls").join("self-signed.pem");
        let first = std::fs::read(&file).expect("a certificate");
        kit.restart().await;
        assert_eq!(std::fs::read(&file).expect("a certificate"), first);
    }
}
