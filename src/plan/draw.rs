//! The draw. It is a function of the role, the form letter, the tags and the bank: no chance and no clock.
//!
//! Questions are put in an order by a hash of role, area and id (rendezvous order: Thaler and Ravishankar 1998), so that a question
//! added to the bank moves few others. Form A takes them in that order, cycling through the section's levels and avoiding a topic twice.
//! Every later form mirrors form A slot by slot: the same level, the nearest planned minutes, and nothing that an earlier form has asked.

use std::collections::HashSet;

use super::{Plan, PlannedSection, Slot};
use crate::{
    bank::{Bank, Listed, Role, Section, sha256_hex, wording},
    model::{Finding, QuestionId},
};

/// What the draw is asked for beside the role.
#[derive(Debug, Clone)]
pub struct Options {
    /// The form letter, `A` to `Z`.
    pub form: char,
    /// Another length of the whole appointment, in minutes.
    pub minutes: Option<u16>,
    /// Stack tags, such as `python`.
    pub tags: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { form: 'A', minutes: None, tags: Vec::new() }
    }
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The letter is not `A` to `Z`.
    #[error("a form is one letter from A to Z, not `{0}`")]
    BadForm(String),
    /// A chosen question has faults.
    #[error("a question of the plan has faults")]
    Content(Vec<Finding>),
    /// Nothing at all can be asked.
    #[error("nothing can be asked for the role `{role}`: {}", why.join("; "))]
    Nothing {
        /// The role.
        role: String,
        /// What each section lacks.
        why: Vec<String>,
    },
}

/// Draws a plan.
///
/// # Errors
/// A bad form letter, faults in a chosen question, or no question at all.
pub fn draw(bank: &Bank, role: &Role, options: &Options) -> Result<Plan, DrawError> {
    if !options.form.is_ascii_uppercase() {
        return Err(DrawError::BadForm(options.form.to_string()));
    }
    let mut plan = empty(role, options);
    let minutes = section_minutes(role, plan.minutes);
    for (section, minutes) in role.section.iter().zip(minutes) {
        if section.stack && options.tags.is_empty() {
            plan.left_out.push(section.area.clone());
            continue;
        }
        let drawn = draw_section(bank, role, section, minutes, options, &mut plan.unfilled);
        plan.section.push(planned(bank, section, minutes, &drawn)?);
    }
    if plan.slots().next().is_none() {
        return Err(DrawError::Nothing { role: role.id.to_string(), why: plan.not_covered() });
    }
    Ok(plan)
}

/// A plan of given questions, in their order: each goes to the section of its area.
///
/// # Errors
/// Faults in a question, or an id that the bank does not have.
pub fn of_questions(
    bank: &Bank,
    role: &Role,
    options: &Options,
    ids: &[QuestionId],
) -> Result<Plan, DrawError> {
    let mut plan = empty(role, options);
    let find =
        |id| bank.find(id).ok_or_else(|| DrawError::Content(bank.question(id).err().unwrap_or_default()));
    let listed: Vec<&Listed> = ids.iter().map(find).collect::<Result<_, _>>()?;
    for section in &role.section {
        let own: Vec<&Listed> = listed.iter().copied().filter(|l| l.area == section.area).collect();
        if !own.is_empty() || !section.stack {
            plan.section.push(planned(bank, section, section.minutes, &own)?);
        }
    }
    let outside = listed.iter().find(|l| role.section.iter().all(|s| s.area != l.area));
    if let Some(l) = outside {
        let message =
            format!("the role `{}` has no section for `{}`, the area of `{}`", role.id, l.area, l.id);
        return Err(DrawError::Content(vec![Finding::general(
            &crate::bank::codes::UNKNOWN_QUESTION,
            message,
        )]));
    }
    Ok(plan)
}

fn empty(role: &Role, options: &Options) -> Plan {
    Plan {
        role: role.id.clone(),
        title: role.title.clone(),
        level: role.level,
        form: options.form.to_string(),
        minutes: options.minutes.unwrap_or(role.minutes),
        tags: options.tags.clone(),
        coverage: role.coverage,
        opening: role.opening.clone(),
        closing: role.closing.clone(),
        unfilled: Vec::new(),
        left_out: Vec::new(),
        section: Vec::new(),
    }
}

fn planned(bank: &Bank, s: &Section, minutes: u16, drawn: &[&Listed]) -> Result<PlannedSection, DrawError> {
    let slot = |l: &&Listed| {
        let question = bank.question(&l.id).map_err(DrawError::Content)?;
        Ok(Slot {
            wording: wording(&question),
            id: question.id,
            title: question.title,
            topic: question.topic,
            level: question.level,
            kind: question.body.kind(),
            minutes: question.minutes,
        })
    };
    let title = bank.map().areas.get(&s.area).map_or_else(|| s.area.to_string(), |a| a.title.clone());
    Ok(PlannedSection {
        area: s.area.clone(),
        title,
        minutes,
        weight: s.weight,
        why: s.why.clone(),
        bar: s.bar,
        gate: s.gate,
        question: drawn.iter().map(slot).collect::<Result<_, _>>()?,
    })
}

/// Minutes of each section when the appointment has another length: opening and closing shrink with it, but never
/// grow; the rest is shared out in the role's proportions.
fn section_minutes(role: &Role, minutes: u16) -> Vec<u16> {
    let core: u16 = role.section.iter().map(|s| s.minutes).sum();
    let around = f64::from(role.minutes.saturating_sub(core));
    let factor = f64::from(minutes) / f64::from(role.minutes.max(1));
    let room = f64::from(minutes) - around * factor.min(1.0);
    let share = |s: &Section| (f64::from(s.minutes) * room / f64::from(core.max(1)) + 1e-9).floor() as u16;
    role.section.iter().map(share).collect()
}

fn draw_section<'b>(
    bank: &'b Bank,
    role: &Role,
    section: &Section,
    minutes: u16,
    options: &Options,
    unfilled: &mut Vec<String>,
) -> Vec<&'b Listed> {
    let area = section.area.as_str();
    let eligible = in_order(bank, role, section, options);
    let picked: Vec<&Listed> = section.pick.iter().filter_map(|id| bank.find(id)).collect();
    let first = first_form(section, minutes, &eligible, picked);
    let mut used: HashSet<&QuestionId> = first.iter().map(|l| &l.id).collect();
    let mut form = first.clone();
    for letter in 'B'..=options.form {
        let (next, repeated) = mirror(&first, section, minutes, &eligible, &used);
        if letter == options.form && repeated > 0 {
            unfilled.push(format!(
                "{area}: {repeated} of {} questions of form {letter} also stand in an earlier form; the bank has no others",
                next.len()
            ));
        }
        used.extend(next.iter().map(|l| &l.id));
        form = next;
    }
    let free = minutes.saturating_sub(form.iter().map(|l| l.outline.minutes).sum());
    if form.is_empty() {
        unfilled.push(format!("{area}: no question fits {minutes} minutes at {}", levels(section)));
    } else if u32::from(free) * 3 > u32::from(minutes) {
        unfilled.push(format!("{area}: {free} of {minutes} minutes stay free; no further question fits"));
    }
    form
}

fn levels(section: &Section) -> String {
    section.levels.iter().map(|l| l.as_str()).collect::<Vec<_>>().join(" or ")
}

fn in_order<'b>(bank: &'b Bank, role: &Role, section: &Section, options: &Options) -> Vec<&'b Listed> {
    let tagged = |l: &Listed| l.outline.tags.iter().any(|t| options.tags.contains(t));
    let fits = |l: &&Listed| {
        l.area == section.area
            && l.outline.level.is_some_and(|level| section.levels.contains(&level))
            && (section.topics.is_empty() || section.topics.contains(&l.topic))
            && !section.pick.contains(&l.id)
            && (!section.stack || tagged(l))
            && section.kinds.iter().any(|k| k.as_str() == l.outline.kind)
            && l.outline.minutes > 0
    };
    let key = |l: &Listed| sha256_hex(format!("{}/{}/{}", role.id, section.area, l.id).as_bytes());
    let mut list: Vec<_> = bank.listed().iter().filter(fits).map(|l| (!tagged(l), key(l), l)).collect();
    list.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    list.into_iter().map(|(_, _, l)| l).collect()
}

fn first_form<'b>(
    section: &Section,
    minutes: u16,
    eligible: &[&'b Listed],
    picked: Vec<&'b Listed>,
) -> Vec<&'b Listed> {
    let mut form = picked;
    loop {
        let free = minutes.saturating_sub(form.iter().map(|l| l.outline.minutes).sum());
        // Kinds take turns first, then levels, so that every level gets every kind.
        let (levels, kinds) = (section.levels.len().max(1), section.kinds.len().max(1));
        let wanted = section.levels.get(form.len() / kinds % levels).copied();
        let kind = section.kinds.get(form.len() % kinds).map(|k| k.as_str());
        let open = |l: &&&Listed| l.outline.minutes <= free && form.iter().all(|f| f.id != l.id);
        let new_topic = |l: &&&Listed| form.iter().all(|f| f.topic != l.topic);
        let right_level = |l: &&&Listed| l.outline.level == wanted;
        let right_kind = |l: &&&Listed| kind.is_some_and(|k| k == l.outline.kind);
        let find = |fits: &dyn Fn(&&&Listed) -> bool| {
            let all = || eligible.iter().filter(|l| open(l) && fits(l));
            let next = all().find(|l| right_level(l) && new_topic(l));
            next.or_else(|| all().find(new_topic))
                .or_else(|| all().find(right_level))
                .or_else(|| all().next())
        };
        match find(&right_kind).or_else(|| find(&|_| true)) {
            Some(l) => form.push(l),
            None => return form,
        }
    }
}

/// Another form like `first`; the second value counts the questions that had to be repeated.
fn mirror<'b>(
    first: &[&'b Listed],
    section: &Section,
    minutes: u16,
    eligible: &[&'b Listed],
    used: &HashSet<&QuestionId>,
) -> (Vec<&'b Listed>, usize) {
    let mut form: Vec<&Listed> = Vec::new();
    let mut repeated = 0;
    let total: u16 = first.iter().map(|l| l.outline.minutes).sum();
    let mut slack = i32::from(minutes.saturating_sub(total));
    for slot in first {
        if section.pick.contains(&slot.id) {
            form.push(slot);
            continue;
        }
        let planned = i32::from(slot.outline.minutes);
        let open = |l: &&&Listed| {
            !used.contains(&l.id)
                && form.iter().all(|f| f.id != l.id)
                && i32::from(l.outline.minutes) <= planned + slack
        };
        let distance = |l: &Listed| {
            let level = usize::from(l.outline.level != slot.outline.level);
            let kind = usize::from(l.outline.kind != slot.outline.kind);
            let topic = usize::from(form.iter().any(|f| f.topic == l.topic));
            (level, kind, (i32::from(l.outline.minutes) - planned).abs(), topic)
        };
        let best =
            eligible.iter().enumerate().filter(|(_, l)| open(l)).min_by_key(|(i, l)| (distance(l), *i));
        let chosen = best.map_or(*slot, |(_, l)| *l);
        repeated += usize::from(best.is_none());
        slack += planned - i32::from(chosen.outline.minutes);
        form.push(chosen);
    }
    (form, repeated)
}
