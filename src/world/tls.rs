//! TLS by rustls, against the certificates that this machine trusts: for mail servers and mailboxes.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Whom to trust; reading it takes milliseconds.
pub(crate) fn trust() -> Result<TlsConnector, String> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    // The provider is named: where a program links two, rustls's own choice would be a panic.
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS: {error}"))?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Puts TLS around a stream. The other side must prove that it is `host`.
pub(crate) async fn protected<S: AsyncRead + AsyncWrite + Unpin>(
    trust: &TlsConnector,
    host: &str,
    stream: S,
) -> Result<TlsStream<S>, String> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| format!("{host} is no host name"))?;
    trust.connect(name, stream).await.map_err(|error| format!("TLS: {error}"))
}
