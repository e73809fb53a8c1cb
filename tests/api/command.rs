//! The command line: the built binary as an operator meets it.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, timeout};

/// Far beyond what starting or refusing takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// The binary beside this test's own.
fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("this test is a file");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("target/<profile>/deps");
    let binary = folder.join("vitrine");
    assert!(
        binary.exists(),
        "{} is missing: run tests/run, or cargo build -p vitrine",
        binary.display()
    );
    binary
}

/// `vitrine` with `arguments` in a folder of its own, untouched by settings of this machine.
fn vitrine(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("VITRINE_")) {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

async fn output(mut command: Command) -> Output {
    let running = command.spawn().expect("it starts");
    timeout(PATIENCE, running.wait_with_output())
        .await
        .expect("it comes to an end")
        .expect("it was waited for")
}

/// Holds that it refused to start: one line on standard error, exit code 2.
fn refused(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "one line: {said}");
    assert!(said.starts_with("vitrine: "), "{said}");
    assert!(output.stdout.is_empty());
    said
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A server that runs, and the port it says it is open at.
async fn serve(folder: &TempDir) -> (Child, u16) {
    let mut command = vitrine(
        folder,
        &["serve", "--listen", "127.0.0.1:0", "--data-dir", "data"],
    );
    let mut server = command.stderr(Stdio::inherit()).spawn().expect("it starts");
    let stdout = server.stdout.take().expect("piped");
    let mut lines = BufReader::new(stdout).lines();
    let opened = timeout(PATIENCE, async {
        while let Some(line) = lines.next_line().await.expect("text") {
            if let Some((_, url)) = line.split_once("http://localhost:") {
                return url.trim().parse().expect("a port");
            }
        }
        panic!("it ended without being open");
    });
    (server, opened.await.expect("it is open in time"))
}

/// As `kill` does; the shell's own is everywhere.
async fn terminate(server: &Child) {
    let id = server.id().expect("it runs");
    let told = Command::new("sh")
        .arg("-c")
        .arg(format!("kill -TERM {id}"))
        .status()
        .await;
    assert!(told.expect("a shell").success());
}

/// Asks for a path over a plain connection.
async fn ask(port: u16, path: &str, token: &str) -> String {
    use tokio::io::AsyncReadExt;
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("it listens");
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer))
        .await
        .expect("an answer in time")
        .expect("text");
    answer
}

#[tokio::test]
async fn a_taken_port_is_said_in_one_line() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    for command in ["serve", "demo"] {
        let folder = folder();
        let said = refused(
            &output(vitrine(
                &folder,
                &[command, "--listen", &address, "--data-dir", "data"],
            ))
            .await,
        );
        assert!(
            said.contains(&address) && said.contains("taken") && said.contains("--listen"),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_folder_that_cant_be_written_is_said_in_one_line() {
    let folder = folder();
    // Not even root can make a folder below a file.
    std::fs::write(folder.path().join("file"), b"").expect("written");
    for command in ["serve", "demo"] {
        let said = refused(
            &output(vitrine(
                &folder,
                &[command, "--listen", "127.0.0.1:0", "--data-dir", "file/data"],
            ))
            .await,
        );
        assert!(
            said.contains("file/data") && said.contains("--data-dir"),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_database_that_cant_be_reached_is_said_in_one_line_without_its_password() {
    let folder = folder();
    let mut command = vitrine(
        &folder,
        &["serve", "--listen", "127.0.0.1:0", "--data-dir", "data"],
    );
    // Nothing listens on port 1.
    command.env(
        "VITRINE_DATABASE_URL",
        "postgres://vitrine:hunter2@127.0.0.1:1/vitrine",
    );
    let said = refused(&output(command).await);
    assert!(said.contains("database") && !said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn the_configuration_is_shown_with_secrets_masked() {
    let folder = folder();
    std::fs::write(
        folder.path().join("vitrine.toml"),
        "replay_ttl = \"12h\"\n[media]\nmax_viewers = 7\n",
    )
    .expect("written");
    let mut command = vitrine(&folder, &["serve", "--check", "--listen", "127.0.0.1:4321"]);
    command
        .env("VITRINE_DATABASE_URL", "postgres://vitrine:hunter2@db/vitrine")
        .env("VITRINE_MEDIA__MAX_VIEWERS", "8");
    let output = output(command).await;
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
        !folder.path().join("vitrine-data").exists(),
        "looking changes nothing"
    );
}

#[tokio::test]
async fn a_misspelt_setting_is_named_wherever_it_stands() {
    let folder = folder();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data-dir", "data"];
    let mut command = vitrine(&folder, &serve);
    command.env("VITRINE_LISTNE", "127.0.0.1:1");
    assert!(refused(&output(command).await).contains("listne"));

    let mut command = vitrine(&folder, &serve);
    command.env("VITRINE_REPLAY_TTL", "25h");
    assert!(refused(&output(command).await).contains("24h at most"));

    std::fs::write(folder.path().join("mine.toml"), "[media]\nmax_veiwers = 7\n").expect("written");
    let mut arguments = serve.to_vec();
    arguments.extend(["--config", "mine.toml"]);
    let said = refused(&output(vitrine(&folder, &arguments)).await);
    assert!(said.contains("max_veiwers"), "{said}");
    let mut arguments = serve.to_vec();
    arguments.extend(["--config", "nowhere.toml"]);
    assert!(refused(&output(vitrine(&folder, &arguments)).await).contains("nowhere.toml"));
}

#[tokio::test]
async fn accounts_and_tokens_are_made_and_a_server_takes_them_and_stops_when_asked() {
    let folder = folder();
    let migrated = output(vitrine(&folder, &["migrate", "--data-dir", "data"])).await;
    assert!(migrated.status.success(), "{migrated:?}");

    let mut command = vitrine(
        &folder,
        &["user", "add", "ana", "ana@example.org", "--data-dir", "data"],
    );
    let mut adding = command.stdin(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = adding.stdin.take().expect("piped");
    stdin.write_all(b"a long pass phrase\n").await.expect("it reads");
    drop(stdin);
    let added = timeout(PATIENCE, adding.wait_with_output())
        .await
        .expect("in time")
        .expect("waited for");
    assert!(
        added.status.success() && String::from_utf8_lossy(&added.stdout).contains("@ana"),
        "{added:?}"
    );

    let made = output(vitrine(
        &folder,
        &["token", "add", "ana", "till", "--data-dir", "data"],
    ))
    .await;
    let token = String::from_utf8(made.stdout).expect("text").trim().to_owned();
    assert!(made.status.success() && token.starts_with("vt_"), "{token}");
    let nobody = output(vitrine(
        &folder,
        &["token", "add", "nobody", "till", "--data-dir", "data"],
    ))
    .await;
    assert_eq!(nobody.status.code(), Some(2));

    let (mut server, port) = serve(&folder).await;
    assert!(ask(port, "/healthz", "").await.starts_with("HTTP/1.1 200"));
    assert!(
        ask(port, "/api/v1/session", &token)
            .await
            .contains("\"handle\":\"ana\"")
    );
    let asked = Instant::now();
    terminate(&server).await;
    let ended = timeout(Duration::from_secs(10), server.wait())
        .await
        .expect("it stops in time")
        .expect("waited for");
    assert_eq!(ended.code(), Some(0), "after {:?}", asked.elapsed());
}

#[tokio::test]
async fn a_server_that_was_killed_starts_again_on_its_data() {
    let folder = folder();
    let (mut server, _) = serve(&folder).await;
    server.kill().await.expect("killed");
    let (mut server, port) = serve(&folder).await;
    assert!(ask(port, "/readyz", "").await.starts_with("HTTP/1.1 200"));
    terminate(&server).await;
    timeout(Duration::from_secs(10), server.wait())
        .await
        .expect("it stops in time")
        .expect("waited for");
}
