//! The engine's own certificate: self-signed, made at start, shared by all
//! sessions and proven by its fingerprint in each answer (RFC 8827 section 6.5).

use std::io;
use std::sync::Arc;

use rtc_dtls::config::{ClientAuthType, ConfigBuilder, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::crypto_provider::{RTCCryptoProvider, default_provider};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;

/// Certificate and primitives.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) provider: Arc<dyn RTCCryptoProvider>,
    pub(crate) certificate: Certificate,
    /// SHA-256 of the certificate as SDP writes it.
    pub(crate) fingerprint: String,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

impl Identity {
    /// # Errors
    /// The cryptography provider is missing or has no randomness.
    pub(crate) fn generate() -> io::Result<Self> {
        let provider = default_provider().map_err(io::Error::other)?;
        let certificate = Certificate::generate_self_signed(vec!["vitrine".to_owned()], provider.crypto())
            .map_err(io::Error::other)?;
        let der = certificate
            .certificate
            .first()
            .ok_or(io::ErrorKind::InvalidData)?;
        let digest = ring::digest::digest(&ring::digest::SHA256, der.as_ref());
        let fingerprint: Vec<String> = digest.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(Self {
            provider,
            certificate,
            fingerprint: fingerprint.join(":"),
        })
    }

    /// A passive side that takes any certificate: the caller compares it with
    /// the offer's fingerprint before it uses a key.
    pub(crate) fn passive(&self, profiles: Vec<SrtpProtectionProfile>) -> io::Result<Arc<HandshakeConfig>> {
        ConfigBuilder::default()
            .with_crypto_provider(self.provider.clone())
            .with_certificates(vec![self.certificate.clone()])
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            .with_insecure_skip_verify(true)
            .with_srtp_protection_profiles(profiles)
            .build(false, None)
            .map(Arc::new)
            .map_err(io::Error::other)
    }

    /// The same for the active side, which offers AES-GCM alone.
    pub(crate) fn active(&self) -> io::Result<Arc<HandshakeConfig>> {
        ConfigBuilder::default()
            .with_crypto_provider(self.provider.clone())
            .with_certificates(vec![self.certificate.clone()])
            .with_insecure_skip_verify(true)
            .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm])
            .build(true, None)
            .map(Arc::new)
            .map_err(io::Error::other)
    }
}
