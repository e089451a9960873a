//! Questions to the DNS: what receivers will ask it.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};
use hickory_resolver::{Resolver, TokioResolver};

use super::short;

/// The machine's resolver, or the one that `OTAYORI_RESOLVER=127.0.0.1:5353` names.
pub(super) struct Dns(TokioResolver);

impl Dns {
    pub(super) fn open() -> Result<Self, String> {
        let named = std::env::var("OTAYORI_RESOLVER").ok().filter(|named| !named.is_empty());
        let builder = match named {
            Some(named) => {
                let server: SocketAddr = named.parse().map_err(|_| format!("OTAYORI_RESOLVER={named}"))?;
                let at = |mut connection: ConnectionConfig| {
                    connection.port = server.port();
                    connection
                };
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(at);
                let server = NameServerConfig::new(server.ip(), true, connections.into());
                let config = ResolverConfig::from_parts(None, vec![], vec![server]);
                Resolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
            None => Resolver::builder_tokio().map_err(short)?,
        };
        let mut builder = builder;
        let options = builder.options_mut();
        (options.timeout, options.attempts) = (Duration::from_secs(4), 2);
        options.edns0 = true;
        builder.build().map(Dns).map_err(short)
    }

    /// The texts of the TXT records, each put together from its pieces (RFC 7208 §3.3). None is no fault.
    pub(super) async fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let found = self.ask(name, RecordType::TXT).await?;
        let text = |data: RData| match data {
            RData::TXT(text) => {
                Some(text.txt_data.iter().map(|piece| String::from_utf8_lossy(piece)).collect::<String>())
            }
            _ => None,
        };
        Ok(found.into_iter().filter_map(text).collect())
    }

    /// Is there any record of this kind?
    pub(super) async fn has(&self, name: &str, kind: RecordType) -> Result<bool, String> {
        Ok(self.ask(name, kind).await?.iter().any(|data| data.record_type() == kind))
    }

    /// Does the domain say that it takes no mail (RFC 7505)?
    pub(super) async fn takes_no_mail(&self, name: &str) -> Result<bool, String> {
        let null = |data: &RData| matches!(data, RData::MX(mx) if mx.exchange.is_root());
        Ok(self.ask(name, RecordType::MX).await?.iter().any(null))
    }

    async fn ask(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, String> {
        // The dot at the end: no search list of this machine is tried.
        let name = format!("{}.", name.trim_end_matches('.'));
        match self.0.lookup(name, kind).await {
            Ok(found) => Ok(found.answers().iter().map(|record| record.data.clone()).collect()),
            Err(error) if is_nothing(&error) => Ok(vec![]),
            Err(error) => Err(short(error)),
        }
    }
}

fn is_nothing(error: &NetError) -> bool {
    error.is_no_records_found() || error.is_nx_domain()
}
