//! Debian's own `caddy` in front of the real binary, with the repository's Caddyfile: a certificate is made on demand
//! for domains that Giliran knows, and for no other. `scripts/install-test-deps.sh` brings `caddy` and `curl`.

use crate::domains::verified;
use crate::house::{ENGINES, House};
use crate::name_server::NameServer;
use crate::shop;
use serde_json::json;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
const PHONE: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

struct Caddy {
    child: Child,
    folder: tempfile::TempDir,
    https: u16,
}

impl Caddy {
    fn start(giliran: SocketAddr) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (http, https) = (free_port(), free_port());
        let file = folder.path().join("Caddyfile");
        std::fs::write(&file, caddyfile(giliran, http, https)).unwrap();
        let child = Command::new("caddy")
            .args(["run", "--adapter", "caddyfile", "--config"])
            .arg(&file)
            // Its certificates, its state: nothing of whoever runs the tests.
            .env("XDG_DATA_HOME", folder.path().join("data"))
            .env("XDG_CONFIG_HOME", folder.path().join("config"))
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .expect("caddy is installed by scripts/install-test-deps.sh");
        let mut caddy = Self { child, folder, https };
        let until = Instant::now() + PATIENCE;
        while !caddy.authority().exists() || std::net::TcpStream::connect(("127.0.0.1", https)).is_err() {
            let ended = caddy.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < until, "caddy does not serve: {}", caddy.log());
            std::thread::yield_now();
        }
        caddy
    }

    /// The certificate of its internal CA.
    fn authority(&self) -> PathBuf {
        self.folder.path().join("data/caddy/pki/authorities/local/root.crt")
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// As a browser asks for it: by name, believing that CA alone. A certificate that was made within the same tick of the
    /// clock is valid from now on, which a clock that reads a moment behind takes for the future: then once more.
    fn fetch(&self, url: &str) -> Output {
        let first = self.fetch_once(url);
        if String::from_utf8_lossy(&first.stderr).contains("not yet valid") {
            std::thread::sleep(Duration::from_secs(1));
            return self.fetch_once(url);
        }
        first
    }

    fn fetch_once(&self, url: &str) -> Output {
        let host = url.strip_prefix("https://").unwrap().split('/').next().unwrap();
        Command::new("curl")
            .args([
                "--silent",
                "--show-error",
                "--include",
                "--noproxy",
                "*",
                "--max-time",
                "30",
                "--user-agent",
                PHONE,
            ])
            .arg("--cacert")
            .arg(self.authority())
            .args(["--connect-to", &format!("{host}:443:127.0.0.1:{}", self.https), url])
            .output()
            .expect("curl is installed by scripts/install-test-deps.sh")
    }
}

impl Drop for Caddy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What an operator copies, with this test's ports, an internal CA in place of a public one, and no admin socket.
fn caddyfile(giliran: SocketAddr, http: u16, https: u16) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/Caddyfile");
    let file = std::fs::read_to_string(path).unwrap();
    let once = |text: String, from: &str, to: &str| {
        assert!(text.contains(from), "the Caddyfile says {from:?}");
        text.replacen(from, to, 1)
    };
    let file = file.replace("127.0.0.1:8080", &giliran.to_string());
    let own = format!(
        "{{\n\tadmin off\n\tskip_install_trust\n\tlocal_certs\n\tdefault_bind 127.0.0.1\n\
         \thttp_port {http}\n\thttps_port {https}\n"
    );
    let file = once(file, "{\n", &own);
    once(file, "go.example.com {", "base.example {")
}

/// Free a moment ago; whoever takes it meanwhile fails the test plainly.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn caddy_gets_certificates_for_verified_domains_and_for_no_other() {
    for engine in ENGINES {
        let (house, names) = (House::new(engine), NameServer::start());
        let token = house.token();
        let server = names.address.to_string();
        let flags = ["--dns-server", &server, "--base-url", "https://base.example", "--trusted-proxy", "127.0.0.0/8"];
        let running = house.serve_with(&flags);
        let (one, two, third) = ("go.brand.example", "wa.toko.example", "go.other.example");
        for (host, number) in [(one, "+6281234567890"), (two, "+6281234567891")] {
            verified(&running, &names, &token, host);
            let mut link = shop::link("Hi {{code}}", &[number]);
            link["domain"] = json!(host);
            shop::make(&running, &token, &link);
        }
        // Claimed is not verified.
        crate::domains::claim(&running, &token, third);

        let caddy = Caddy::start(running.address);
        for (host, digits) in [(one, "6281234567890"), (two, "6281234567891")] {
            let got = caddy.fetch(&format!("https://{host}/wa/promo"));
            let text = String::from_utf8_lossy(&got.stdout).to_lowercase();
            let why = || format!("{host}: {text}\n{}\n{}", String::from_utf8_lossy(&got.stderr), caddy.log());
            assert!(got.status.success() && text.contains(" 302"), "{}", why());
            assert!(text.contains(&format!("location: https://wa.me/{digits}?text=")), "{}", why());
            assert!(text.contains("giliran_visitor=") && text.contains("secure"), "{}", why());
            let inside = caddy.fetch(&format!("https://{host}/metrics"));
            assert!(String::from_utf8_lossy(&inside.stdout).contains(" 404"), "figures are for those inside");
        }
        let base = caddy.fetch("https://base.example/app/sign-in");
        assert!(base.status.success(), "{}\n{}", String::from_utf8_lossy(&base.stderr), caddy.log());
        for host in [third, "nobody.example"] {
            let refused = caddy.fetch(&format!("https://{host}/wa/promo"));
            // 35: the TLS handshake failed, since there is no certificate.
            assert_eq!(refused.status.code(), Some(35), "{host}: {refused:?}\n{}", caddy.log());
        }
        running.stop();
    }
}
