//! Pages in a real browser: chromium without a window, where it is installed.

use std::{
    path::PathBuf,
    process::{Command, Output},
};

use crate::{
    reports::round,
    support::{World, skip},
};

/// The first browser that is there.
fn browser() -> Option<&'static str> {
    let runs = |name: &&&str| Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success());
    ["chromium", "chromium-browser", "google-chrome"].iter().find(runs).copied()
}

fn run(browser: &str, world: &World, args: &[&str], page: &str) -> Output {
    let profile = world.path("profile").display().to_string();
    let mut command = Command::new(browser);
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-extensions",
    ]);
    command.arg(format!("--user-data-dir={profile}")).args(args).arg(format!("file://{page}"));
    command.output().expect("the browser starts")
}

/// Every report as a page.
fn pages(world: &World) -> Vec<PathBuf> {
    let reports: [(&str, &[&str]); 5] = [
        ("session", &["session"]),
        ("compare", &["compare", "Ada Example", "Linus Sample", "Zoe Sample"]),
        ("role", &["role", "tester"]),
        ("candidate", &["candidate", "Ada Example"]),
        ("letter", &["candidate", "Ada Example", "--for", "candidate"]),
    ];
    let page = |(name, args): (&str, &[&str])| {
        let file = format!("{name}.html");
        let mut all = vec!["report"];
        all.extend(args);
        all.extend(["--format", "html", "-o", &file]);
        world.ok(&all);
        world.path(&file)
    };
    reports.into_iter().map(page).collect()
}

#[test]
fn pages_name_nothing_outside_themselves() {
    let world = round();
    for page in pages(&world) {
        let text = std::fs::read_to_string(&page).expect("a page");
        for never in [
            "<script", "<link", "<img", "<iframe", "<object", "src=", "href=", "http:", "https:", "url(",
            "@import", "style=\"",
        ] {
            assert!(!text.contains(never), "{} holds {never}", page.display());
        }
        assert!(text.contains("default-src 'none'; style-src 'sha256-"));
        assert!(
            text.contains("<html lang=\"en\">")
                && text.contains("<caption")
                && text.contains("scope=\"col\"")
                || page.ends_with("letter.html")
        );
    }
}

#[test]
fn pages_fit_a_narrow_screen() {
    let Some(browser) = browser() else { return skip("chromium is not here") };
    let world = round();
    let pages = pages(&world);
    // Each page is measured inside a frame of 400 pixels by a script beside it, since the pages have none and allow none.
    let mut probe = String::from("<!DOCTYPE html>\n");
    for page in &pages {
        let name = page.display();
        probe.push_str(&format!(
            "<iframe width=400 height=800 style=border:0 src=\"file://{name}\"></iframe>\n"
        ));
    }
    probe.push_str(
        "<pre id=r></pre><script>onload=()=>{document.getElementById('r').textContent=[...document.querySelectorAll('iframe')].map(f=>{\
         const d=f.contentDocument.documentElement;\
         return d.scrollWidth+' of '+d.clientWidth+' on '+getComputedStyle(d).backgroundColor}).join('; ')}</script>",
    );
    let probe = world.write("probe.html", &probe).display().to_string();
    let flags = ["--allow-file-access-from-files", "--virtual-time-budget=5000", "--dump-dom"];
    let dom = run(browser, &world, &flags, &probe);
    let dom = String::from_utf8_lossy(&dom.stdout).into_owned();
    let measured = dom.split("<pre id=\"r\">").nth(1).and_then(|r| r.split("</pre>").next()).unwrap_or(&dom);
    // The background says that the style is in force: its hash stands in the policy.
    let wanted = vec!["400 of 400 on rgb(255, 255, 255)"; pages.len()].join("; ");
    assert_eq!(measured, wanted, "{pages:?}");
}

#[test]
fn a_page_is_a_picture_and_prints() {
    let Some(browser) = browser() else { return skip("chromium is not here") };
    let world = round();
    let page = pages(&world)
        .into_iter()
        .find(|p| p.ends_with("candidate.html"))
        .expect("the page")
        .display()
        .to_string();
    let pdf = world.path("page.pdf");
    run(browser, &world, &["--no-pdf-header-footer", &format!("--print-to-pdf={}", pdf.display())], &page);
    let bytes = std::fs::read(&pdf).expect("a PDF");
    assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 10_000, "{} bytes", bytes.len());
    for width in [400, 1200] {
        let picture = world.path(&format!("{width}.png"));
        let flags = [format!("--window-size={width},900"), format!("--screenshot={}", picture.display())];
        run(browser, &world, &flags.each_ref().map(String::as_str), &page);
        let bytes = std::fs::read(&picture).expect("a picture");
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 10_000, "at {width}: {} bytes", bytes.len());
        let seen = u32::from_be_bytes(bytes[16..20].try_into().expect("four bytes"));
        assert_eq!(seen, width, "the picture is as wide as the window");
    }
}

#[test]
fn a_page_asks_for_nothing_from_anywhere() {
    let Some(browser) = browser() else { return skip("chromium is not here") };
    let world = round();
    let page = pages(&world)
        .into_iter()
        .find(|p| p.ends_with("candidate.html"))
        .expect("the page")
        .display()
        .to_string();
    let log = world.path("net.json");
    run(browser, &world, &[&format!("--log-net-log={}", log.display()), "--dump-dom"], &page);
    // Whatever the browser itself does at its start, nothing was asked for by the page.
    let text = std::fs::read_to_string(&log).expect("the browser's log of the network");
    assert_eq!(
        text.matches("\"initiator\":\"file://").count() + text.matches("\"initiator\":\"null").count(),
        0
    );
}
