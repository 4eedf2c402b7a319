//! A store of 5,000 sessions with 1,000,000 marks, made up: the same content on every machine and every run, but for salts and hashes.
//!
//! 2,500 candidates, each met by two of fifty interviewers on one of five forms: forty open questions of five criteria. Candidates differ in
//! ability, questions in difficulty, interviewers in severity; every entry goes through the store's own code, so every chain holds. What a
//! session holds depends on its number alone: two stores made from overlapping ranges of numbers share the sessions of the overlap, as two laptops that were
//! merged once do.

use std::{cell::RefCell, fmt::Write as _, path::Path, rc::Rc};

use vivavoce::{
    bank::{Bank, Layer},
    model::{
        CriterionId, Entry, Event, Header, Heard, LookForId, Mark, Mode, Moment, Pinned, QuestionId,
        Recommendation, RoleId, SessionId, Slug,
    },
    plan::{Options, Plan, of_questions},
    session::Material,
    store::{Hooks, Made, Store},
};

/// Sessions of the store that is measured.
pub const SESSIONS: u32 = 5_000;
/// Marks of a session.
pub const MARKS: u32 = 200;

const AREAS: [&str; 8] = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"];
const CRITERIA: [&str; 5] = ["correctness", "reasoning", "depth", "clarity", "remedy"];
const LOOK_FORS: [&str; 4] = ["first", "second", "third", "fourth"];
const FORMS: u32 = 5;
const INTERVIEWERS: u32 = 50;
/// Questions of one area on one form.
const EACH: usize = 5;

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About normal, with a standard deviation of 1: twelve shares.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

/// A number that belongs to `what` for ever.
fn fixed(what: u64, number: u64) -> f64 {
    Chance(what.wrapping_mul(0x1000_0001).wrapping_add(number)).normal()
}

/// Makes the store with the sessions of a range of numbers. `said` is told how many are done.
pub fn make(path: &Path, numbers: std::ops::Range<u32>, said: &mut dyn FnMut(u32)) {
    // Salts belong to the session's number too: otherwise shared sessions would be apart.
    let chance = Rc::new(RefCell::new(Chance(0)));
    let salts = Rc::clone(&chance);
    let id = format!("01890a5d-ac96-774b-8000-{:012x}", numbers.start);
    let made = Made { id, at: Moment(BEGUN), by: "bench".into() };
    let salt = move || {
        let (mut salt, mut chance) = ([0; 16], salts.borrow_mut());
        salt[..8].copy_from_slice(&chance.next().to_le_bytes());
        salt[8..].copy_from_slice(&chance.next().to_le_bytes());
        salt
    };
    let hooks = Hooks { entropy: Box::new(salt), waiting: Box::new(|| {}) };
    let (mut store, _) = Store::open_or_make(path, &made, hooks).expect("a store");
    let forms = forms();
    for number in numbers.clone() {
        let (plan, pinned) = &forms[(number / 2 % FORMS) as usize];
        let (header, entries) = session(number, plan, pinned);
        *chance.borrow_mut() = Chance(u64::from(number) ^ 0x5a17);
        store.begin(&header).expect("begun");
        store.append(&header.id, &entries).expect("kept");
        said(number - numbers.start + 1);
    }
}

/// 2024-01-01.
const BEGUN: i64 = 1_704_067_200_000;

fn forms() -> Vec<(Plan, Vec<Pinned>)> {
    let bank = Bank::open(vec![Layer { name: "made up".into(), files: files() }]);
    let role = &bank.roles()[&RoleId::new("bench-role").expect("an id")].role;
    let form = |f: u32| {
        let of_area = |a: usize| (0..EACH).map(move |i| id(a, f as usize * EACH + i));
        let ids: Vec<QuestionId> = (0..AREAS.len()).flat_map(of_area).collect();
        let options =
            Options { form: char::from(b'A' + u8::try_from(f).expect("few")), ..Options::default() };
        let plan = of_questions(&bank, role, &options, &ids).expect("a plan");
        let pinned = Material::of(plan.clone(), &bank).expect("a material").pinned();
        (plan, pinned)
    };
    (0..FORMS).map(form).collect()
}

fn id(area: usize, number: usize) -> QuestionId {
    QuestionId::new(format!("{}-{number:02}", AREAS[area])).expect("an id")
}

fn session(number: u32, plan: &Plan, pinned: &[Pinned]) -> (Header, Vec<Entry>) {
    let candidate = number / 2;
    // The second interviewer of a candidate is another one each time round, so that all are linked.
    let first = candidate % INTERVIEWERS;
    let interviewer = if number.is_multiple_of(2) {
        first
    } else {
        (first + 1 + candidate / INTERVIEWERS % 7) % INTERVIEWERS
    };
    let started = BEGUN + i64::from(number) * 3 * 3_600_000;
    let header = Header {
        id: SessionId::from_uuid(uuid(number)),
        candidate: format!("Candidate {candidate:04}"),
        interviewer: format!("Interviewer {interviewer:02}"),
        role: plan.role.clone(),
        form: plan.form.clone(),
        mode: Mode::Interview,
        started: Moment(started),
        pinned: pinned.to_vec(),
    };
    let ability = fixed(1, candidate.into()) * 0.6 + fixed(2, interviewer.into()) * 0.2 + 2.6;
    let mut chance = Chance(u64::from(number) << 20);
    let mut out = Writing { entries: Vec::with_capacity(600), started, elapsed: 0 };
    for (q, (_, slot)) in plan.slots().enumerate() {
        let question = || slot.id.clone();
        out.add(0, Event::Opened { question: question() });
        let level =
            ability + fixed(3, (q as u64) << 8 | u64::from(number / 2 % FORMS)) * 0.4 + chance.normal() * 0.3;
        out.add(
            60_000,
            Event::Note {
                question: Some(question()),
                text: "What was said, in a line of about this length.".into(),
            },
        );
        for look_for in &LOOK_FORS[..2 + (chance.next() % 3) as usize] {
            let heard = match level + chance.normal() * 0.5 {
                l if l > 2.6 => Heard::Unprompted,
                l if l > 2.2 => Heard::Probed,
                _ => Heard::Missed,
            };
            let look_for = LookForId::new(*look_for).expect("an id");
            out.add(30_000, Event::Tick { question: question(), look_for, heard });
        }
        if level < 2.6 {
            out.add(20_000, Event::Probe { question: question(), number: 1 });
        }
        out.add(60_000, Event::Marking { question: question() });
        for criterion in CRITERIA {
            let criterion = CriterionId::new(criterion).expect("an id");
            let mark = Mark::new(((level + chance.normal() * 0.5).round() as i64).clamp(1, 4))
                .expect("on the scale");
            if mark.needs_evidence() {
                let text = String::from("What bears the mark, in some words.");
                out.add(5_000, Event::Evidence { question: question(), criterion: criterion.clone(), text });
            }
            out.add(5_000, Event::Marked { question: question(), criterion, mark: Some(mark) });
        }
        // Now and then a mark is taken back and given anew.
        if chance.next().is_multiple_of(100) {
            let entry = out.entries.len() as u32;
            let again = out.entries[entry as usize - 1].event.clone();
            out.add(1_000, Event::Undone { entry });
            out.add(1_000, again);
        }
        out.add(1_000, Event::Left { question: question() });
    }
    out.add(60_000, Event::Recommended { recommendation: Recommendation::Yes, why: "As marked.".into() });
    out.add(1_000, Event::Submitted);
    (header, out.entries)
}

struct Writing {
    entries: Vec<Entry>,
    started: i64,
    elapsed: u64,
}

impl Writing {
    fn add(&mut self, millis: u64, event: Event) {
        self.elapsed += millis;
        let seq = self.entries.len() as u32 + 1;
        let at = Moment(self.started + self.elapsed as i64);
        self.entries.push(Entry { seq, at, elapsed: self.elapsed, event });
    }
}

/// Of version 7, from the session's number.
fn uuid(number: u32) -> uuid::Uuid {
    let mut chance = Chance(u64::from(number) ^ 0x5e55_1015);
    let millis = (BEGUN + i64::from(number) * 3 * 3_600_000) as u64;
    let mut random = [0; 10];
    random[..8].copy_from_slice(&chance.next().to_le_bytes());
    random[8..].copy_from_slice(&chance.next().to_le_bytes()[..2]);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// The bank that the sessions were asked from.
fn files() -> Vec<(String, std::borrow::Cow<'static, str>)> {
    let mut map = String::from("format = 1\n");
    let mut role = String::from(
        "format = 1\nid = \"bench-role\"\ntitle = \"Made up\"\nlevel = \"mid\"\nabout = \"Measured.\"\nminutes = 240\n\
         opening = \"Hello.\"\nclosing = \"Goodbye.\"\n",
    );
    let mut rubric = String::from("format = 1\nid = \"bench-rubric\"\ntitle = \"Made up\"\n");
    for criterion in CRITERIA {
        let _ = write!(
            rubric,
            "[[criterion]]\nid = \"{criterion}\"\ntitle = \"{criterion}\"\nabout = \"Is it?\"\n[criterion.anchors]\n1 = \"No\"\n2 = \"Partly\"\n\
             3 = \"Yes\"\n4 = \"Yes, and more\"\n"
        );
    }
    let mut files = Vec::new();
    for (a, area) in AREAS.iter().enumerate() {
        let _ = write!(map, "\n[area.{area}]\ntitle = \"{area}\"\ntopics = [\"one\"]\n");
        let _ =
            write!(role, "\n[[section]]\narea = \"{area}\"\nminutes = 25\nbar = 2.5\nlevels = [\"mid\"]\n");
        let mut text = format!("format = 1\narea = \"{area}\"\ntopic = \"one\"\n");
        for number in 0..EACH * FORMS as usize {
            let _ = write!(
                text,
                "\n[[question]]\nid = \"{}\"\ntitle = \"Question {number} of {area}\"\nlevel = \"mid\"\nminutes = 5\ntags = []\nprompt = \"Why?\"\n\
                 [question.open]\nrubric = \"bench-rubric\"\nmodel_answer = \"Because.\"\nprobes = [\"And then?\", \"And if not?\"]\nlook_for = [\n",
                id(a, number)
            );
            for look_for in LOOK_FORS {
                let _ = writeln!(text, "  {{ id = \"{look_for}\", text = \"Says the {look_for} thing\" }},");
            }
            text.push_str("]\n");
        }
        files.push((format!("questions/{area}/one.toml"), text.into()));
    }
    files.push(("questions/map.toml".into(), map.into()));
    files.push(("rubrics/bench-rubric.toml".into(), rubric.into()));
    files.push(("rubrics/roles/bench-role.toml".into(), role.into()));
    files
}
