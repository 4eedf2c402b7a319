//! `viva question`: one question whole, for whoever asks it, or as its candidate needs it.

use anyhow::Result;
use serde_json::json;

use super::{
    Context, ExitCode,
    args::{QuestionArgs, QuestionCommand},
};
use crate::{
    app::{self, BadContent, NotFound},
    bank::{
        Asked, Bank, Body, Choice, ChoiceOption, Code, Estimate, Question, Select, Sql, Within, meaning,
        wording,
    },
    model::{QuestionId, Slug},
    report::{Document, to_json},
};

pub(super) fn run(context: &Context, args: QuestionArgs) -> Result<ExitCode> {
    let QuestionCommand::Show { id, candidate, json } = args.command;
    let bank = context.bank()?;
    let question = find(&bank, &id)?;
    if candidate {
        let asked = Asked::of(&question, None);
        if json {
            context.ui.data(&to_json(&json!({ "schema": "viva.asked/1", "asked": asked })))?;
        } else {
            context.ui.document(&app::asked(&asked, &context.runner(false)))?;
        }
    } else if json {
        let hashes = json!({ "wording": wording(&question), "meaning": meaning(&question) });
        let whole = json!({ "schema": "viva.question/1", "question": question, "hashes": hashes });
        context.ui.data(&to_json(&whole))?;
    } else {
        context.ui.document(&describe(&question))?;
    }
    Ok(ExitCode::DONE)
}

/// The question of that id, parsed.
pub(super) fn find(bank: &Bank, id: &str) -> Result<Question> {
    let known = QuestionId::new(id).ok().filter(|id| bank.find(id).is_some());
    let Some(known) = known else {
        let near = bank.nearest(id);
        let hint = near.map_or_else(
            || "`viva bank search WORD` finds questions".to_owned(),
            |n| format!("did you mean `{n}`?"),
        );
        return Err(NotFound { what: format!("no question has the id `{id}`"), hint: Some(hint) }.into());
    };
    bank.question(&known).map_err(|findings| {
        BadContent { what: format!("the question `{id}`"), findings, sources: bank.sources.clone() }.into()
    })
}

pub(super) fn describe(q: &Question) -> Document {
    let mut d = Document::default();
    d.heading(1, q.title.clone());
    let mut facts = vec![
        ("Id", q.id.to_string()),
        ("Area", format!("{}/{}", q.area, q.topic)),
        ("Level", format!("{}, {} minutes", q.level, q.minutes)),
        ("Tags", q.tags.join(", ")),
    ];
    if !q.sources.is_empty() {
        facts.push(("Sources", q.sources.join("; ")));
    }
    match &q.body {
        Body::Open(open) => facts.push(("Kind", format!("open, marked on {}", open.rubric))),
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {
            facts.push(("Kind", format!("{}, marked by viva", q.body.kind())));
        }
    }
    d.facts(facts);
    d.heading(2, "Prompt");
    d.text(q.prompt.clone());
    match &q.body {
        Body::Open(open) => {
            d.heading(2, "Listen for");
            d.numbered(open.look_for.iter().map(|l| format!("{} ({})", l.text, l.id)).collect());
            d.heading(2, "Probes");
            d.numbered(open.probes.clone());
            d.heading(2, "Hints");
            d.numbered(open.hints.clone());
            d.heading(2, "Red flags");
            d.list(open.red_flags.clone());
            for (criterion, anchors) in &open.anchors {
                d.heading(2, format!("Anchors for {criterion}"));
                d.facts(anchors.all().map(|(m, t)| (m.to_string(), t.to_owned())));
            }
            d.heading(2, "Model answer");
            d.text(open.model_answer.clone());
            for (i, sample) in open.sample.iter().enumerate() {
                let marks: Vec<_> = sample.marks.iter().map(|(c, m)| format!("{c} {m}")).collect();
                d.heading(2, format!("Sample {}: {}", i + 1, marks.join(", ")));
                d.text(sample.answer.clone());
                d.text(format!("Why: {}", sample.why));
            }
        }
        Body::Choice(choice) => describe_choice(&mut d, choice),
        Body::Order(order) => {
            d.heading(2, "Steps in the right order");
            d.numbered(order.steps.clone());
            d.heading(2, "Explanation");
            d.text(order.explanation.clone());
        }
        Body::Estimate(estimate) => describe_estimate(&mut d, estimate),
        Body::Sql(sql) => describe_sql(&mut d, sql),
        Body::Code(code) => describe_code(&mut d, code),
    }
    d
}

fn must(passes: bool) -> &'static str {
    if passes { "must pass" } else { "must fail" }
}

fn describe_choice(d: &mut Document, choice: &Choice) {
    d.heading(
        2,
        if choice.select == Select::One { "Options, one is right" } else { "Options, several may be right" },
    );
    let line =
        |o: &ChoiceOption| format!("{}: {} ({})", if o.correct { "right" } else { "wrong" }, o.text, o.why);
    d.numbered(choice.option.iter().map(line).collect());
    d.heading(2, "Explanation");
    d.text(choice.explanation.clone());
}

fn describe_estimate(d: &mut Document, estimate: &Estimate) {
    d.heading(2, "Answer");
    let within = match estimate.within {
        Within::Factor(factor) => format!("within a factor of {factor}"),
        Within::Relative(share) => format!("within {} %", share * 100.0),
        Within::Absolute(distance) => format!("within {distance}"),
    };
    d.text(format!("{} {}, {within}", estimate.answer, estimate.unit));
    d.text(estimate.working.clone());
    d.heading(2, "Proofs");
    d.list(estimate.proof.iter().map(|p| format!("`{}` {}: {}", p.answer, must(p.passes), p.why)).collect());
}

fn describe_sql(d: &mut Document, sql: &Sql) {
    d.heading(2, "Schema");
    d.code(sql.schema.clone());
    for set in &sql.data {
        d.heading(2, format!("Data set {}{}", set.name, if set.hidden { " (hidden)" } else { "" }));
        d.code(set.rows.clone());
    }
    d.heading(2, "Reference");
    d.code(sql.reference.clone());
    for query in &sql.read_back {
        d.text("Compared by:");
        d.code(query.clone());
    }
    if let Some(plan) = &sql.plan {
        d.heading(2, "Query that is explained");
        d.code(plan.query.clone());
    }
    d.heading(2, "Explanation");
    d.text(sql.explanation.clone());
    for proof in &sql.proof {
        d.heading(2, format!("Proof that {}", must(proof.passes)));
        d.text(proof.why.clone());
        d.code(proof.sql.clone());
    }
}

fn describe_code(d: &mut Document, code: &Code) {
    for case in &code.case {
        let hidden = if case.hidden { ", hidden" } else { "" };
        d.heading(2, format!("Case {} (weight {}{hidden})", case.name, case.weight));
        d.code(cut(&case.stdin));
        d.text("Output:");
        d.code(cut(&case.stdout));
    }
    d.heading(2, "Explanation");
    d.text(code.explanation.clone());
    for proof in &code.proof {
        d.heading(2, format!("Proof in {} that {}", proof.language, must(proof.passes)));
        d.text(proof.why.clone());
        d.code(proof.source.clone());
    }
}

/// The beginning of a long text.
fn cut(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() <= 12 && text.len() <= 2_000 {
        return text.to_owned();
    }
    let shown: String =
        lines.iter().take(10).map(|l| l.chars().take(150).collect::<String>() + "\n").collect();
    format!("{shown}... {} lines, {} bytes in all", lines.len(), text.len())
}
