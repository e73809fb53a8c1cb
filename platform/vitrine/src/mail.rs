//! Hands mails to a mail server (SMTP, RFC 5321).

use std::time::Duration;

use async_trait::async_trait;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use shop::mails::{Mail, Postman, Undelivered, Written};

use crate::config::{self, ConfigError};

/// For the whole of one conversation with the server: shorter than a claim.
const DEADLINE: Duration = Duration::from_secs(60);

/// A mail server.
pub(crate) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl std::fmt::Debug for Smtp {
    /// The transport may carry a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

impl Smtp {
    /// The server of the configuration; none where none is set.
    pub(crate) fn of(config: &config::Mail) -> Result<Option<Self>, ConfigError> {
        let wrong = |why: String| ConfigError::Value { key: "mail", why };
        let (Some(url), Some(from)) = (&config.smtp_url, &config.from) else {
            return Ok(None);
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            // The library's error may repeat the address, password and all.
            .map_err(|_| wrong("smtp_url can't be used".to_owned()))?
            .timeout(Some(DEADLINE / 4))
            .build();
        let from = from.parse().map_err(|_| wrong("from is no address".to_owned()))?;
        Ok(Some(Self { transport, from }))
    }

    fn message(&self, mail: &Mail, written: Written) -> Result<Message, String> {
        let to: Address = mail.to.parse().map_err(|_| "the address is none".to_owned())?;
        let message = Message::builder()
            .from(Mailbox::new(Some(written.from_name), self.from.clone()))
            .to(Mailbox::new(None, to))
            // The same with each attempt: a server that took it already can tell.
            .message_id(Some(format!("<{}@{}>", mail.id.0.simple(), self.from.domain())))
            .date(mail.created_at.into())
            .subject(written.subject)
            .multipart(MultiPart::alternative_plain_html(written.text, written.html));
        message.map_err(|error| error.to_string())
    }
}

#[async_trait]
impl Postman for Smtp {
    async fn carry(&self, mail: &Mail, written: Written) -> Result<(), Undelivered> {
        let message = self.message(mail, written).map_err(Undelivered::Never)?;
        match tokio::time::timeout(DEADLINE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(undelivered(&error)),
            Err(_) => Err(Undelivered::Later("the mail server does not answer".to_owned())),
        }
    }
}

/// A 5xx answer is for good (RFC 5321 section 4.2.1), all else may pass.
fn undelivered(error: &smtp::Error) -> Undelivered {
    let why = error.to_string();
    if error.is_permanent() {
        Undelivered::Never(why)
    } else {
        Undelivered::Later(why)
    }
}
