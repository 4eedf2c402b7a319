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
fn pages_fit_a_narrow_screen_and_print() {
    let Some(browser) = browser() else { return skip("chromium is not here") };
    let world = round();
    for page in pages(&world) {
        let name = page.display().to_string();
        // The page measures itself inside a frame of 400 pixels: a copy with a script beside it, since the page has none and allows none.
        let probe = format!(
            "<!DOCTYPE html><iframe id=f width=400 height=800 style=border:0 src=\"file://{name}\"></iframe><pre id=r></pre>\
             <script>onload=()=>{{const d=document.getElementById('f').contentDocument.documentElement;\
             document.getElementById('r').textContent='width '+d.scrollWidth+' of '+d.clientWidth\
             +' ground '+getComputedStyle(d).backgroundColor}}</script>"
        );
        let probe = world.write("probe.html", &probe).display().to_string();
        let dom = run(
            browser,
            &world,
            &["--allow-file-access-from-files", "--virtual-time-budget=2000", "--dump-dom"],
            &probe,
        );
        let dom = String::from_utf8_lossy(&dom.stdout).into_owned();
        assert!(
            dom.contains("width 400 of 400"),
            "{name} overflows: {}",
            dom.split("<pre").nth(1).unwrap_or(&dom)
        );
        // The style is really in force: its hash stands in the policy.
        assert!(
            dom.contains("ground rgb(255, 255, 255)"),
            "{name}: {}",
            dom.split("<pre").nth(1).unwrap_or(&dom)
        );

        let pdf = world.path("page.pdf");
        run(
            browser,
            &world,
            &["--no-pdf-header-footer", &format!("--print-to-pdf={}", pdf.display())],
            &name,
        );
        let bytes = std::fs::read(&pdf).expect("a PDF");
        assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 4000, "{name}: {} bytes", bytes.len());
        std::fs::remove_file(pdf).expect("removed");

        for width in [400, 1200] {
            let picture = world.path("page.png");
            run(
                browser,
                &world,
                &[&format!("--window-size={width},900"), &format!("--screenshot={}", picture.display())],
                &name,
            );
            let bytes = std::fs::read(&picture).expect("a picture");
            assert!(
                bytes.starts_with(b"\x89PNG") && bytes.len() > 5000,
                "{name} at {width}: {} bytes",
                bytes.len()
            );
            std::fs::remove_file(picture).expect("removed");
        }
    }
}

#[test]
fn pages_ask_for_nothing_from_anywhere() {
    let Some(browser) = browser() else { return skip("chromium is not here") };
    let world = round();
    for page in pages(&world) {
        let log = world.path("net.json");
        run(
            browser,
            &world,
            &[&format!("--log-net-log={}", log.display()), "--dump-dom"],
            &page.display().to_string(),
        );
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        // Whatever the browser itself does at its start, no request was made for the page but for the page.
        let initiated = text.matches("\"initiator\":\"file://").count();
        assert_eq!(initiated, 0, "{}", page.display());
    }
}
