//! A mail server, Debian's aiosmtpd: takes mails over SMTP and keeps each as a
//! file, which Python's own mail library reads for us.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use model::{Entropy, SystemEntropy};
use serde::Deserialize;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::eventually;

/// Prints a mail as JSON.
const READ: &str = r#"
import email, email.policy, json, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
text = lambda kind: mail.get_body((kind,)).get_content()
print(json.dumps({"from": mail["from"], "to": mail["to"], "subject": mail["subject"],
                  "message_id": mail["message-id"], "text": text("plain"), "html": text("html")}))
"#;

/// A running mail server. Dropped, it is gone.
#[derive(Debug)]
pub struct MailServer {
    address: SocketAddr,
    folder: TempDir,
    _process: Child,
}

/// A mail as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Received {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub message_id: String,
    pub text: String,
    pub html: String,
}

impl MailServer {
    /// One on a free port of this machine.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port().await));
        let process = Command::new("/usr/bin/aiosmtpd")
            .args([
                "-n",
                "-l",
                &address.to_string(),
                "-c",
                "aiosmtpd.handlers.Mailbox",
            ])
            .arg(folder.path().join("mails"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("aiosmtpd is installed");
        eventually("the mail server", async || {
            TcpStream::connect(address).await.is_ok().then_some(())
        })
        .await;
        Self {
            address,
            folder,
            _process: process,
        }
    }

    /// As `mail.smtp_url` has it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Waits until there are so many mails, and reads them, oldest first.
    ///
    /// # Panics
    /// When they don't come, or more of them.
    pub async fn mails(&self, number: usize) -> Vec<Received> {
        let files = eventually(&format!("{number} mails"), async || {
            let files = self.files();
            (files.len() >= number).then_some(files)
        })
        .await;
        assert_eq!(files.len(), number, "more mails than expected");
        let mut mails = Vec::new();
        for file in files {
            let read = Command::new("/usr/bin/python3")
                .args(["-c", READ])
                .arg(&file)
                .output()
                .await
                .expect("python3 runs");
            let problem = String::from_utf8_lossy(&read.stderr);
            assert!(read.status.success(), "{problem}");
            mails.push(serde_json::from_slice(&read.stdout).expect("JSON"));
        }
        mails
    }

    fn files(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.folder.path().join("mails/new")) else {
            return Vec::new();
        };
        let mut files: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
        files.sort_by_key(|file| came_as(file));
        files
    }
}

/// Which of the server's mails it is. Its name is `<s>.M<µs>P<pid>Q<count>.<host>`,
/// and none of these numbers has zeros in front: as text they are in no order.
fn came_as(file: &Path) -> Option<u64> {
    let (_, count) = file.file_name()?.to_str()?.split_once('Q')?;
    count.split_once('.')?.0.parse().ok()
}

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
