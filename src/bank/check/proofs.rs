//! Graded questions prove their key: answers that must pass, and the usual wrong ones. Whether they do is for `--run-proofs` to say.

use super::{super::kind::Body, Surroundings, codes};
use crate::{bank::ReadQuestion, model::Finding};

pub(super) fn check(q: &ReadQuestion, _: &Surroundings<'_>, out: &mut Vec<Finding>) {
    let mut want = |passing: bool, have: usize, least: usize, what: &str| {
        if have < least {
            let kind = if passing { "pass" } else { "fail" };
            let message = format!("`{}` has {have} proofs that must {kind}; it needs {what}", q.question.id);
            let finding =
                Finding::at(&codes::MISSING_PROOF, q.place(q.question.body.kind().as_str(), 0), message);
            out.push(finding.help(format!(
                "add [[question.{}.proof]] with `passes = {passing}`",
                q.question.body.kind()
            )));
        }
    };
    match &q.question.body {
        Body::Open(_) | Body::Choice(_) | Body::Order(_) => {}
        Body::Estimate(e) => {
            let passing = e.proof.iter().filter(|p| p.passes).count();
            want(true, passing, 2, "two or more, in different spellings");
            want(false, e.proof.len() - passing, 1, "one or more");
        }
        Body::Sql(sql) => {
            let passing = sql.proof.iter().filter(|p| p.passes).count();
            want(true, passing, 1, "one or more beside the reference");
            want(false, sql.proof.len() - passing, 2, "two or more usual wrong answers");
        }
        Body::Code(code) => {
            let mut languages: Vec<&str> =
                code.proof.iter().filter(|p| p.passes).map(|p| p.language.as_str()).collect();
            languages.sort_unstable();
            languages.dedup();
            want(true, languages.len(), 2, "one in each of two languages or more");
            want(
                false,
                code.proof.iter().filter(|p| !p.passes).count(),
                1,
                "one or more usual wrong answers",
            );
        }
    }
}
