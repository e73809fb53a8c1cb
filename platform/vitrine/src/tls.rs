//! TLS by configuration: our own certificate, files, or ACME.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::StreamExt;
use rcgen::{CertificateParams, KeyPair};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_acme::AcmeConfig;
use rustls_acme::caches::DirCache;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_util::sync::CancellationToken;
use web::serve::Tls;

use crate::config::{self, Config, TlsMode};

/// HTTP/2 first.
const ALPN: [&[u8]; 2] = [b"h2", b"http/1.1"];

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("can't read {path}: {why}")]
    File { path: String, why: String },
    #[error("can't make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    #[error("{certificate} and {key} don't belong together: the key is another certificate's")]
    Mismatch { certificate: String, key: String },
    #[error("the certificate can't be used: {0}")]
    Rustls(#[from] rustls::Error),
    #[error("can't keep the certificate in {path}: {error}")]
    Keep { path: String, error: std::io::Error },
}

/// What to serve with; none for plain HTTP. Where certificates have to be got
/// and renewed, that goes on until `stop`.
pub(crate) fn load(
    config: &Config,
    addresses: &[IpAddr],
    stop: &CancellationToken,
) -> Result<Option<Tls>, TlsError> {
    Ok(match config.tls.mode {
        TlsMode::Off => None,
        TlsMode::SelfSigned => {
            let (chain, key) = self_signed(&config.data_dir, addresses)?;
            Some(Tls {
                config: server_config(chain, key)?,
                challenge: None,
            })
        }
        TlsMode::Files => {
            let path = |path: &Option<PathBuf>| path.clone().unwrap_or_default();
            let files = (path(&config.tls.certificate), path(&config.tls.key));
            let (chain, key) = read(&files.0, &files.1)?;
            let config = server_config(chain, key).map_err(|error| match error {
                TlsError::Rustls(rustls::Error::InconsistentKeys(_)) => TlsError::Mismatch {
                    certificate: files.0.display().to_string(),
                    key: files.1.display().to_string(),
                },
                other => other,
            })?;
            Some(Tls {
                config,
                challenge: None,
            })
        }
        TlsMode::Acme => Some(acme(config, stop.clone())?),
    })
}

fn server_config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, TlsError> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = ALPN.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(Arc::new(config))
}

fn read(
    certificate: &Path,
    key: &Path,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsError> {
    let chain = certificates(certificate)?;
    let key_der = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error))?;
    Ok((chain, key_der))
}

/// The certificates in a PEM file, at least one.
fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(file, &error))?;
    if found.is_empty() {
        return Err(unreadable(file, &"there is no certificate in it"));
    }
    Ok(found)
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> TlsError {
    TlsError::File {
        path: path.display().to_string(),
        why: why.to_string(),
    }
}

/// Kept in the data folder, so that a phone has to be told once only.
fn self_signed(
    data_dir: &Path,
    addresses: &[IpAddr],
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsError> {
    let folder = data_dir.join("tls");
    let (certificate, key) = (folder.join("self-signed.pem"), folder.join("self-signed.key"));
    let names_file = folder.join("self-signed.names");
    let mut names: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    names.push("localhost".to_owned());
    let wanted = names.join("\n");
    if std::fs::read_to_string(&names_file).is_ok_and(|kept| kept == wanted) {
        return read(&certificate, &key);
    }
    let keep = |path: &Path, text: &str| {
        std::fs::write(path, text).map_err(|error| TlsError::Keep {
            path: path.display().to_string(),
            error,
        })
    };
    std::fs::create_dir_all(&folder).map_err(|error| TlsError::Keep {
        path: folder.display().to_string(),
        error,
    })?;
    let key_pair = KeyPair::generate()?;
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Vitrine on the local network");
    let made = params.self_signed(&key_pair)?;
    keep(&certificate, &made.pem())?;
    keep(&key, &key_pair.serialize_pem())?;
    only_for_us(&key).map_err(|error| TlsError::Keep {
        path: key.display().to_string(),
        error,
    })?;
    keep(&names_file, &wanted)?;
    read(&certificate, &key)
}

#[cfg(unix)]
fn only_for_us(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn only_for_us(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn acme(config: &Config, stop: CancellationToken) -> Result<Tls, TlsError> {
    let config::Tls {
        domains,
        contact,
        directory,
        directory_ca,
        ..
    } = &config.tls;
    let mut order = AcmeConfig::new(domains.clone())
        .contact(contact.iter().map(|address| format!("mailto:{address}")))
        .cache(DirCache::new(config.data_dir.join("tls").join("acme")))
        .directory_lets_encrypt(true);
    if let Some(directory) = directory {
        order = order.directory(directory);
    }
    if let Some(file) = directory_ca {
        order = order.client_tls_config(trusting(file)?);
    }
    let mut state = order.state();
    let challenge = state.challenge_rustls_config();
    let mut default = (*state.default_rustls_config()).clone();
    default.alpn_protocols = ALPN.iter().map(|protocol| protocol.to_vec()).collect();
    tokio::spawn(async move {
        while let Some(Some(step)) = stop.run_until_cancelled(state.next()).await {
            match step {
                Ok(done) => tracing::info!(?done, "certificate"),
                Err(error) => tracing::error!(%error, "certificate"),
            }
        }
    });
    Ok(Tls {
        config: Arc::new(default),
        challenge: Some(challenge),
    })
}

/// For a directory whose own certificate is signed by the authorities in `file`.
fn trusting(file: &Path) -> Result<Arc<ClientConfig>, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(file)? {
        roots.add(certificate)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
