//! Whom we believe that they are who they say: the roots that Mozilla trusts, compiled in, and those that the operator
//! names in a file. Nothing switches the check off.

use std::sync::Arc;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Certificates that a chain may end in.
#[derive(Clone, Debug)]
pub struct Roots(Arc<RootCertStore>);

impl Roots {
    /// Mozilla's, as of the build.
    pub fn public() -> Self {
        Self(Arc::new(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()))
    }

    /// Beside these, those of a PEM file. Errors: there is none in it, or one that is no root's.
    pub fn and_of(self, pem: &[u8]) -> Result<Self, String> {
        let mut roots = Arc::unwrap_or_clone(self.0);
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| format!("is not a file of PEM certificates: {error}"))?;
            roots.add(certificate).map_err(|error| format!("holds a certificate that can't be used: {error}"))?;
        }
        if roots.len() == before {
            return Err("holds no certificate (-----BEGIN CERTIFICATE-----)".to_owned());
        }
        Ok(Self(Arc::new(roots)))
    }

    /// TLS 1.2 and 1.3, HTTP/1.1 within; a session is resumed only by connections of this connector.
    pub fn connector(&self) -> TlsConnector {
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring has the suites of TLS 1.2 and 1.3")
            .with_root_certificates(Arc::clone(&self.0))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        TlsConnector::from(Arc::new(config))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_refused_with_its_reason() {
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let torn = "-----BEGIN CERTIFICATE-----\nAAAA\n";
        for (pem, reason) in [
            ("", "holds no certificate"),
            ("words", "holds no certificate"),
            (broken, "can't be used"),
            (torn, "is not a file of PEM certificates"),
        ] {
            let refused = Roots::public().and_of(pem.as_bytes()).expect_err(pem);
            assert!(refused.contains(reason), "{refused}");
        }
    }

    #[test]
    fn a_root_of_the_operators_own_comes_beside_the_public_ones() {
        let own = rcgen::generate_simple_self_signed(["hooks.example".to_owned()]).expect("a certificate");
        let public = Roots::public();
        let both = public.clone().and_of(own.cert.pem().as_bytes()).expect("a root");
        assert_eq!(both.0.len(), public.0.len() + 1);
        assert!(public.0.len() > 100);
    }
}
