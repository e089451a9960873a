//! A bucket of S3, or of one of the many services that speak its language.

use std::time::Duration;

use async_trait::async_trait;
use opendal::{Error, ErrorKind, HttpTransporter, OperationContext, Operator, services};

use super::host::{Host, HostError, check_path};
use super::media::{cache_control, content_type};
use crate::settings::Secret;

/// The region where none is given: Tokyo at Amazon; the name all other services take.
const AMAZON_REGION: &str = "ap-northeast-1";
const OTHER_REGION: &str = "us-east-1";

/// Where the bucket is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// its name
    pub name: String,
    /// the folder in it; empty for the whole bucket
    pub prefix: String,
    /// the service's address, `https://…`; `None` for Amazon's own
    pub endpoint: Option<String>,
    /// the region that requests are signed for
    pub region: Option<String>,
}

/// The key pair requests are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Keys {
    /// the key's public half
    pub id: String,
    /// the key's secret half
    pub secret: Secret,
}

/// Puts files into a bucket. A PUT shows its file whole or not at all; that is the service's promise.
#[derive(Debug, Clone)]
pub struct S3Host {
    bucket: Operator,
}

impl S3Host {
    /// A host in this bucket. Nothing is asked of the service yet.
    ///
    /// With an `endpoint` of its own the bucket's name stands in the path (`https://host/BUCKET/…`), which every
    /// service understands; at Amazon it stands in the host's name, as new buckets there demand.
    ///
    /// # Errors
    /// [`HostError::Refused`] where the endpoint is no web address.
    pub fn new(bucket: &Bucket, keys: &S3Keys) -> Result<Self, HostError> {
        let mut builder = services::S3::default()
            .bucket(&bucket.name)
            .root(&bucket.prefix)
            .access_key_id(&keys.id)
            .secret_access_key(&keys.secret.0)
            // Only the keys that were given: never those of a file or a machine service that happen to be near.
            .disable_config_load()
            .disable_ec2_metadata();
        builder = match &bucket.endpoint {
            Some(endpoint) => {
                builder.endpoint(endpoint).region(bucket.region.as_deref().unwrap_or(OTHER_REGION))
            }
            None => {
                builder.region(bucket.region.as_deref().unwrap_or(AMAZON_REGION)).enable_virtual_host_style()
            }
        };
        let client = reqwest::Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(30))
            .build()
            .map_err(|error| HostError::Refused(error.to_string()))?;
        let transport = HttpTransporter::new(opendal_http_transport_reqwest::ReqwestTransport::new(client));
        let bucket = Operator::new(builder)
            .map_err(|error| classify(&error))?
            .with_context(OperationContext::new().with_http_transport(transport));
        Ok(S3Host { bucket })
    }
}

#[async_trait]
impl Host for S3Host {
    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), HostError> {
        check_path(path)?;
        let put = self
            .bucket
            .write_with(path, bytes)
            .content_type(content_type(path))
            .cache_control(cache_control(path));
        put.await.map(drop).map_err(|error| classify(&error))
    }

    async fn remove(&self, path: &str) -> Result<(), HostError> {
        check_path(path)?;
        self.bucket.delete(path).await.map_err(|error| classify(&error))
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, HostError> {
        check_path(path)?;
        match self.bucket.read(path).await {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(classify(&error)),
        }
    }
}

fn classify(error: &Error) -> HostError {
    let said = said(error);
    // Services name a full bucket in several ways; none has a status of its own.
    let full = ["QuotaExceeded", "InsufficientStorage", "InsufficientCapacity", "StorageFull", "status: 507"];
    if full.iter().any(|word| said.contains(word)) {
        return HostError::Full(said);
    }
    match error.kind() {
        _ if error.is_temporary() => HostError::Unreachable(said),
        ErrorKind::NotFound => HostError::Missing(said),
        ErrorKind::ConfigInvalid if said.contains("NoSuchBucket") => HostError::Missing(said),
        _ => HostError::Refused(said),
    }
}

/// The service's own words on one line: what it said, and the faults below it.
fn said(error: &Error) -> String {
    let mut said = error.message().replace('\n', " ");
    let mut below = std::error::Error::source(error);
    while let Some(fault) = below {
        said.push_str(": ");
        said.push_str(&fault.to_string());
        below = fault.source();
    }
    said
}
