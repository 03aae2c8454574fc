//! The yardstick: nginx that answers every request with a bare 302, or with a page from a file; one process, no log.

use crate::Result;
use crate::machine::{find, on_core};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

pub struct Nginx {
    child: Child,
    pub address: SocketAddr,
}

impl Nginx {
    /// Answers with a redirect.
    pub fn start(folder: &Path, core: Option<usize>) -> Result<Self> {
        Self::serve(folder, core, "return 302 https://wa.me/6281234567890?text=Hi;")
    }

    /// Answers whatever is asked for with this page, from a file that it holds open.
    pub fn start_page(folder: &Path, core: Option<usize>, page: &str) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("page.html"), page)?;
        let place = format!(
            "root {}; try_files /page.html =404; default_type \"text/html; charset=utf-8\"; sendfile on; tcp_nopush on; \
             open_file_cache max=10; open_file_cache_valid 1h;",
            folder.display()
        );
        Self::serve(folder, core, &place)
    }

    fn serve(folder: &Path, core: Option<usize>, place: &str) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        std::fs::create_dir_all(folder)?;
        let file = folder.join("nginx.conf");
        std::fs::write(&file, configuration(folder, address, place))?;
        let nginx = find("nginx").ok_or("no nginx")?;
        let child = on_core(core, &nginx.to_string_lossy())
            .arg("-p")
            .arg(folder)
            .arg("-c")
            .arg(&file)
            .arg("-e")
            .arg(folder.join("error.log"))
            .stdin(Stdio::null())
            .spawn()?;
        let nginx = Self { child, address };
        let until = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(address).is_err() {
            if Instant::now() > until {
                return Err("nginx did not start".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(nginx)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

/// One process, so that its processor time is all there is. Connections are kept for as long as the load wants them
/// (nginx would end each after 1,000 requests), and a head of the ad click's size fits its first buffer.
fn configuration(folder: &Path, address: SocketAddr, place: &str) -> String {
    let folder = folder.display();
    format!(
        "daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    access_log off; keepalive_requests 1000000000; client_header_buffer_size 4k;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen {address}; location / {{ {place} }} }}
}}
"
    )
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
