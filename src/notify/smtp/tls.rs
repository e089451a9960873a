//! TLS around the connection to a mail server.

use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;

use super::wire::Stream;
use crate::world::tls;

/// Whom to trust; read once.
#[derive(Default)]
pub(super) struct Trust(OnceCell<TlsConnector>);

impl Trust {
    /// Puts TLS around a stream. The mail server must prove that it is `host`.
    pub(super) async fn around(
        &self,
        stream: Box<dyn Stream>,
        host: &str,
    ) -> Result<Box<dyn Stream>, String> {
        let trust = self.0.get_or_try_init(|| async { tls::trust() }).await?;
        Ok(Box::new(tls::protected(trust, host, stream).await?))
    }
}
