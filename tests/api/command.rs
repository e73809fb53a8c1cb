//! The command line: the built binary as an operator meets it.

use kit::Installation;

#[tokio::test]
async fn a_taken_port_is_said_in_one_line() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    for command in ["serve", "demo"] {
        let said = Installation::new()
            .refused(&[command, "--listen", &address])
            .await;
        assert!(
            said.contains(&address) && said.contains("taken") && said.contains("--listen"),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_folder_that_cant_be_written_is_said_in_one_line() {
    let installation = Installation::new();
    // Not even root can make a folder below a file.
    std::fs::write(installation.folder().join("file"), b"").expect("written");
    for command in ["serve", "demo"] {
        let said = installation.refused(&[command, "--data-dir", "file/data"]).await;
        assert!(
            said.contains("file/data") && said.contains("--data-dir"),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_database_that_cant_be_reached_is_said_in_one_line_without_its_password() {
    let mut installation = Installation::new();
    // Nothing listens on port 1.
    installation.set("DATABASE_URL", "postgres://vitrine:hunter2@127.0.0.1:1/vitrine");
    let said = installation.refused(&["serve"]).await;
    assert!(said.contains("database") && !said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn the_configuration_is_shown_with_secrets_masked() {
    let mut installation = Installation::new();
    std::fs::write(
        installation.folder().join("vitrine.toml"),
        "replay_ttl = \"12h\"\n[media]\nmax_viewers = 7\n",
    )
    .expect("written");
    installation.set("DATABASE_URL", "postgres://vitrine:hunter2@db/vitrine");
    installation.set("MEDIA__MAX_VIEWERS", "8");
    let output = installation
        .output(&["serve", "--check", "--listen", "127.0.0.1:4321"])
        .await;
    assert!(output.status.success(), "{output:?}");
    let shown = String::from_utf8(output.stdout).expect("text");
    for line in [
        "listen = \"127.0.0.1:4321\"",
        "replay_ttl = \"12h\"",
        "max_viewers = 8",
    ] {
        assert!(shown.lines().any(|found| found == line), "{line}: {shown}");
    }
    assert!(
        shown.contains("vitrine:***@db") && !shown.contains("hunter2"),
        "{shown}"
    );
    assert!(
        !installation.folder().join("data").exists(),
        "looking changes nothing"
    );
}

#[tokio::test]
async fn a_misspelt_setting_is_named_wherever_it_stands() {
    let mut installation = Installation::new();
    installation.set("LISTNE", "127.0.0.1:1");
    assert!(installation.refused(&["serve"]).await.contains("listne"));

    let mut installation = Installation::new();
    installation.set("REPLAY_TTL", "25h");
    assert!(installation.refused(&["serve"]).await.contains("24h at most"));

    let installation = Installation::new();
    let file = installation.folder().join("mine.toml");
    std::fs::write(file, "[media]\nmax_veiwers = 7\n").expect("written");
    let said = installation.refused(&["serve", "--config", "mine.toml"]).await;
    assert!(said.contains("max_veiwers"), "{said}");
    let said = installation.refused(&["serve", "--config", "nowhere.toml"]).await;
    assert!(said.contains("nowhere.toml"), "{said}");
}

#[tokio::test]
async fn accounts_and_tokens_are_made_and_a_server_takes_them_and_stops_when_asked() {
    let mut installation = Installation::new();
    let migrated = installation.output(&["migrate"]).await;
    assert!(migrated.status.success(), "{migrated:?}");

    let add = ["user", "add", "ana", "ana@example.org"];
    let added = installation.output_of(&add, b"a long pass phrase\n").await;
    assert!(
        added.status.success() && String::from_utf8_lossy(&added.stdout).contains("@ana"),
        "{added:?}"
    );

    let made = installation.output(&["token", "add", "ana", "till"]).await;
    let token = String::from_utf8(made.stdout).expect("text").trim().to_owned();
    assert!(made.status.success() && token.starts_with("vt_"), "{token}");
    let nobody = installation.output(&["token", "add", "nobody", "till"]).await;
    assert_eq!(nobody.status.code(), Some(2));

    installation.serve().await;
    let guest = installation.guest();
    guest.get("/healthz").await.expect(200);
    let session = guest.api(kit::Method::GET, "/session").bearer(&token);
    assert_eq!(session.send().await.expect(200).json()["handle"], "ana");
    assert_eq!(installation.terminate().await.code(), Some(0));
}
