//! Where programs run on this machine: the best tier that is to be had, found out by trying.

use std::{fs, path::PathBuf, time::Duration};

use rustix::process::geteuid;

use super::{
    Settings,
    archive::pack,
    locate,
    step::{self, Bounds, Over, Request},
    wire::End,
};
use crate::grade::{RunnerError, Tier};

/// A tier with everything that running in it needs.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) tier: Tier,
    pub(super) binary: PathBuf,
    /// The words before viva's own stage in tier C.
    front: Front,
    /// System files and folders that every program may read.
    pub(super) roots: Vec<String>,
    /// Files and folders within them that none may.
    pub(super) hidden: Vec<String>,
    /// Processes and threads that this user had before.
    pub(super) others: u64,
    /// Better tiers, and why they are not to be had.
    pub(super) missed: Vec<(Tier, String)>,
}

#[derive(Debug, Clone)]
enum Front {
    None,
    Own(Vec<String>),
    Bubblewrap(String),
}

/// Nothing is run.
#[derive(Debug, Clone)]
pub(super) struct NoPlace {
    /// Why.
    pub(super) why: String,
    /// What would change it.
    pub(super) way_out: String,
    /// Tiers, and why they are not to be had.
    pub(super) missed: Vec<(Tier, String)>,
}

impl From<NoPlace> for RunnerError {
    fn from(no: NoPlace) -> Self {
        Self::Refused { why: no.why, way_out: no.way_out }
    }
}

/// What is asked of a user without a tier.
const NO_TIER: &str = "`viva doctor` says what each tier lacks, `docs/sandbox.md` how to get one (user namespaces and Landlock, bubblewrap, or a \
                       container in the settings); or read the answer and mark it by hand; your own code runs with `viva try --i-trust-this-code`";
const NOT_ROOT: &str = "run viva as an ordinary user; or read the answer and mark it by hand; your own code runs with `viva try \
                        --i-trust-this-code`";

/// Finds the best tier. Tier C by an own command comes first, because somebody asked for it.
pub(super) fn find(settings: &Settings) -> Result<Place, NoPlace> {
    let mut place = Place {
        tier: Tier::A,
        binary: settings.binary.clone(),
        front: Front::None,
        roots: roots(),
        hidden: hidden(settings),
        others: step::others(),
        missed: Vec::new(),
    };
    let root = geteuid().is_root();
    if root && !settings.trusted {
        let why =
            "viva runs as root, whom limits do not bind and whose files no sandbox should be near".to_owned();
        return Err(NoPlace { why, way_out: NOT_ROOT.into(), missed: Vec::new() });
    }
    if root {
        place.missed.push((Tier::A, "viva runs as root".into()));
        place.tier = Tier::Trusted;
        return tried(&place).map(|()| place.clone()).map_err(|why| no_tier(why, place.missed));
    }
    let wanted = |tier: Tier| settings.only.is_none_or(|only| only == tier);
    for (tier, front) in ways(settings, &mut place.missed) {
        if !wanted(tier) {
            continue;
        }
        (place.tier, place.front) = (tier, front);
        match tried(&place) {
            Ok(()) => return Ok(place),
            Err(why) => place.missed.push((tier, why)),
        }
    }
    if settings.trusted && wanted(Tier::Trusted) {
        (place.tier, place.front) = (Tier::Trusted, Front::None);
        return tried(&place).map(|()| place.clone()).map_err(|why| no_tier(why, place.missed));
    }
    // The reason against the best tier is the one that is worth mending.
    let why = place.missed.iter().find(|(tier, _)| *tier == Tier::A).or(place.missed.first());
    let why = why.map_or_else(|| "no sandbox was tried".to_owned(), |(_, why)| why.clone());
    Err(no_tier(format!("no sandbox is to be had here ({why})"), place.missed))
}

fn no_tier(why: String, missed: Vec<(Tier, String)>) -> NoPlace {
    NoPlace { why, way_out: NO_TIER.into(), missed }
}

/// Tiers in the order in which they are tried.
fn ways(settings: &Settings, missed: &mut Vec<(Tier, String)>) -> Vec<(Tier, Front)> {
    if !settings.container.is_empty() {
        return vec![(Tier::C, Front::Own(settings.container.clone()))];
    }
    let mut ways = vec![(Tier::A, Front::None), (Tier::B, Front::None)];
    match locate::on_path(settings.path.as_deref(), "bwrap") {
        Some(bwrap) => ways.push((Tier::C, Front::Bubblewrap(bwrap.display().to_string()))),
        None => missed.push((
            Tier::C,
            "bubblewrap (`bwrap`) is not installed and no container is in the settings".into(),
        )),
    }
    ways
}

/// Whether the sandbox works: everything is done but the last step.
fn tried(place: &Place) -> Result<(), String> {
    let bounds = Bounds {
        wall: Duration::from_secs(10),
        cpu: Duration::from_secs(10),
        memory: 256 << 20,
        address: 1 << 30,
        disk: 1 << 20,
        inodes: 64,
        processes: 16,
        output: 4096,
    };
    let files = pack(&[]);
    let request =
        Request { argv: Vec::new(), env: &[], roots: &[], files: &files, stdin: b"", bounds, build: false };
    match step::run(place, &request).map(|ran| ran.end) {
        Ok(Over::Reported(End::Code(0))) => Ok(()),
        Ok(Over::Reported(End::NoSandbox(why))) => Err(why),
        Ok(Over::Reported(other)) => Err(format!("a trial ended with {other:?}")),
        Ok(Over::Lost(why)) => Err(format!("a trial ended with {why}")),
        Ok(Over::Time | Over::Output) => Err("a trial did not come to an end".into()),
        Err(error) => Err(format!("a trial did not begin: {error}")),
    }
}

/// System files that programs, compilers and interpreters read.
fn roots() -> Vec<String> {
    const FIXED: [&str; 24] = [
        "/usr",
        "/bin",
        "/sbin",
        "/lib",
        "/lib32",
        "/lib64",
        "/libx32",
        "/nix/store",
        "/gnu/store",
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/ld.so.preload",
        "/etc/alternatives",
        "/etc/localtime",
        "/etc/timezone",
        "/etc/nsswitch.conf",
        "/etc/mime.types",
        "/etc/protocols",
        "/etc/services",
        "/etc/php",
        "/etc/mono",
        "/etc/dotnet",
        "/etc/ssl/openssl.cnf",
    ];
    let mut roots: Vec<String> = FIXED.map(str::to_owned).to_vec();
    let java =
        fs::read_dir("/etc").into_iter().flatten().flatten().filter_map(|e| e.file_name().into_string().ok());
    roots.extend(java.filter(|n| n.starts_with("java")).map(|n| format!("/etc/{n}")));
    roots
}

/// What no program may read: the binary, and what the settings name.
fn hidden(settings: &Settings) -> Vec<String> {
    let all = std::iter::once(&settings.binary).chain(&settings.hidden);
    all.filter_map(|p| fs::canonicalize(p).ok()?.into_os_string().into_string().ok()).collect()
}

impl Place {
    /// The words before viva's own stage, which read these files besides the system's.
    pub(super) fn container(&self, roots: &[String]) -> Vec<String> {
        let program = match &self.front {
            Front::Own(words) => return words.clone(),
            Front::None => return vec!["false".into()],
            Front::Bubblewrap(program) => program,
        };
        let fixed = [
            "--unshare-all",
            "--die-with-parent",
            "--new-session",
            "--clearenv",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--tmpfs",
            "/tmp",
            "--chdir",
            "/",
        ];
        let mut words = vec![program.clone()];
        words.extend(fixed.map(str::to_owned));
        let binary = self.binary.display().to_string();
        for root in self.roots.iter().chain(roots).chain([&binary]) {
            words.extend(["--ro-bind-try".to_owned(), root.clone(), root.clone()]);
        }
        words.push("--".into());
        words
    }
}
