//! Certificates by ACME (RFC 8555), from a real authority of the test's own:
//! Pebble, which checks every signature and every challenge as a public one does.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use kit::{Installation, eventually_within};
use model::{Entropy, SystemEntropy};
use rcgen::{CertificateParams, KeyPair};
use reqwest::{Certificate, Client};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

const DOMAIN: &str = "live.example.test";
/// An order takes some seconds, and is tried again after a pause when it fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A free port, of those the system hands to nobody who asks for any.
async fn free_port() -> u16 {
    for _ in 0..100 {
        let mut random = [0; 2];
        SystemEntropy.fill(&mut random);
        let port = 20_000 + u16::from_be_bytes(random) % 12_000;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.is_ok() {
            return port;
        }
    }
    panic!("there is no free port");
}

/// The authority, and the name server it asks.
struct Pebble {
    directory: String,
    roots: String,
    _processes: [Child; 2],
}

impl Pebble {
    /// Starts it with a certificate of its own, `pebble.pem` in `folder`. It looks for
    /// whoever asks for a certificate at `port` of this machine.
    async fn start(folder: &Path, port: u16) -> Self {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address");
        let certificate = params.self_signed(&key).expect("a certificate");
        std::fs::write(folder.join("pebble.pem"), certificate.pem()).expect("written");
        std::fs::write(folder.join("pebble.key"), key.serialize_pem()).expect("written");
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)).to_string();
        let (listen, manage) = (at(free_port().await), at(free_port().await));
        let (names, manage_names) = (at(free_port().await), at(free_port().await));
        let config = json!({ "pebble": {
            "listenAddress": listen,
            "managementListenAddress": manage,
            "certificate": "pebble.pem",
            "privateKey": "pebble.key",
            "httpPort": free_port().await,
            "tlsPort": port,
        }});
        std::fs::write(folder.join("pebble.json"), config.to_string()).expect("written");
        let all_names_are_here = ["-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", &names];
        let nothing_else = [
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "",
            "-management",
            &manage_names,
        ];
        let resolver = run(
            folder,
            "pebble-challtestsrv",
            &[&all_names_are_here[..], &nothing_else].concat(),
        );
        let authority = run(
            folder,
            "pebble",
            &["-strict", "-config", "pebble.json", "-dnsserver", &names],
        );
        Self {
            directory: format!("https://{listen}/dir"),
            roots: format!("https://{manage}/roots/0"),
            _processes: [resolver, authority],
        }
    }

    /// The certificate everything it issues goes back to.
    async fn root(&self, folder: &Path) -> Certificate {
        let own = std::fs::read(folder.join("pebble.pem")).expect("written");
        let client = trusting(Certificate::from_pem(&own).expect("a certificate"));
        let root = eventually_within(PATIENCE, "Pebble to answer", async || {
            client.get(&self.roots).send().await.ok()
        });
        let pem = root.await.bytes().await.expect("read");
        Certificate::from_pem(&pem).expect("a certificate")
    }
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Child {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        // It waits between its steps, and refuses some requests at random, to try clients' patience.
        .envs([("PEBBLE_VA_NOSLEEP", "1"), ("PEBBLE_WFE_NONCEREJECT", "0")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command.spawn().unwrap_or_else(|error| {
        panic!("{program} can't be started ({error}): run tests/run, it installs Debian's pebble")
    })
}

/// A client that trusts `root` and nobody else, and knows where our domain is.
fn trusting(root: Certificate) -> Client {
    // The address' port is taken from the URL.
    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let client = Client::builder()
        .tls_certs_only([root])
        .resolve(DOMAIN, here)
        .no_proxy();
    client.build().expect("a client")
}

#[tokio::test]
async fn a_certificate_is_got_from_the_authority_and_kept_for_the_next_start() {
    let mut installation = Installation::new();
    let port = free_port().await;
    let pebble = Pebble::start(installation.folder(), port).await;
    let client = trusting(pebble.root(installation.folder()).await);
    installation.set("LISTEN", &format!("127.0.0.1:{port}"));
    installation.set("TLS__MODE", "acme");
    installation.set("TLS__DOMAINS", &format!("[\"{DOMAIN}\"]"));
    installation.set("TLS__CONTACT", "ana@example.org");
    installation.set("TLS__DIRECTORY", &pebble.directory);
    installation.set("TLS__DIRECTORY_CA", "pebble.pem");
    let url = format!("https://{DOMAIN}:{port}/healthz");

    installation.serve().await;
    let answer = eventually_within(PATIENCE, "a certificate", async || {
        client.get(&url).send().await.ok()
    });
    assert_eq!(answer.await.status().as_u16(), 200);
    // It serves a certificate a moment before it is kept.
    installation.says("CertCacheStore").await;
    assert_eq!(installation.terminate().await.code(), Some(0));

    drop(pebble);
    installation.serve().await;
    let answer = eventually_within(PATIENCE, "the kept certificate", async || {
        client.get(&url).send().await.ok()
    });
    assert_eq!(answer.await.status().as_u16(), 200);
    assert_eq!(installation.terminate().await.code(), Some(0));
}
