//! What this machine can run, for `viva doctor`.

use serde_json::{Value, json};

use crate::{
    app::tier_words,
    exec::{Found, Survey},
    grade::Tier,
    report::{Cell, Document, Table},
};

/// The sandbox and the languages, below the other checks.
pub(super) fn describe(d: &mut Document, survey: &Survey) {
    d.heading(2, "Programs of candidates");
    match (&survey.tier, &survey.refused) {
        (Some(tier), _) => d.text(format!("Shut in by tier {}.", tier_words(*tier))),
        (None, Some((why, way_out))) => d.text(format!("Not run here: {why}. The way out: {way_out}.")),
        (None, None) => d.text("Not run here."),
    }
    let better = |tier: &Tier| survey.tier.is_none_or(|had| rank(*tier) < rank(had));
    let missed = survey.missed.iter().filter(|(tier, _)| better(tier));
    d.list(missed.map(|(tier, why)| format!("Tier {} is not to be had: {why}.", letter(*tier))).collect());
    let mut t = Table::new(&["Language", "Version", "Program"]);
    for language in &survey.languages {
        let (version, program) = match &language.wanted {
            Some(wanted) => ("not found".to_owned(), format!("wanted: {wanted}")),
            None => (version(language), language.programs.join(", ")),
        };
        let own = if language.own { " (settings)" } else { "" };
        t.row([Cell::from(format!("{}{own}", language.name)), Cell::from(version), Cell::from(program)]);
    }
    d.table(t);
}

fn version(language: &Found) -> String {
    language.version.clone().unwrap_or_else(|| "unknown".into())
}

fn letter(tier: Tier) -> &'static str {
    match tier {
        Tier::A => "A",
        Tier::B => "B",
        Tier::C => "C",
        Tier::Trusted => "none",
    }
}

fn rank(tier: Tier) -> u8 {
    match tier {
        Tier::A => 0,
        Tier::B => 1,
        Tier::C => 2,
        Tier::Trusted => 3,
    }
}

/// The same for `viva.doctor/1`.
pub(super) fn json(survey: &Survey) -> (Value, Value) {
    let refused = survey.refused.as_ref();
    let sandbox = json!({
        "tier": survey.tier.map(letter),
        "words": survey.tier.map(tier_words),
        "refused": refused.map(|(why, _)| why),
        "way_out": refused.map(|(_, way_out)| way_out),
        "missed": survey.missed.iter().map(|(t, why)| json!({ "tier": letter(*t), "why": why })).collect::<Vec<_>>(),
    });
    let language = |l: &Found| {
        json!({
            "name": l.name, "found": l.wanted.is_none(), "version": l.version, "programs": l.programs,
            "wanted": l.wanted, "settings": l.own,
        })
    };
    (sandbox, survey.languages.iter().map(language).collect())
}
