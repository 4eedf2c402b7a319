//! Roles that name areas of the map and questions of the bank. Whether a role's forms can be filled is `viva plan check`'s to say.

use super::{Whole, codes};
use crate::model::{AreaId, Finding, Place, closest};

pub(super) fn check(whole: &Whole<'_>, out: &mut Vec<Finding>) {
    let areas = &whole.bank.map().areas;
    for read in whole.bank.roles().values().filter(|r| r.layer >= whole.from_layer) {
        let place = |span: &std::ops::Range<usize>| Place { source: read.source, span: span.clone() };
        for (i, section) in read.role.section.iter().enumerate() {
            if !areas.is_empty() && !areas.contains_key(&section.area) {
                let message = format!("the map has no area `{}`", section.area);
                let finding = Finding::at(&codes::UNKNOWN_AREA, place(&read.spans.area[i]), message);
                out.push(match closest(section.area.as_str(), areas.keys().map(AreaId::as_str)) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("`viva bank stats` names the areas"),
                });
            }
            for (id, span) in section.pick.iter().zip(&read.spans.pick[i]) {
                if whole.bank.find(id).is_none() {
                    let finding = Finding::at(
                        &codes::UNKNOWN_QUESTION,
                        place(span),
                        format!("no question has the id `{id}`"),
                    );
                    out.push(match whole.bank.nearest(id.as_str()) {
                        Some(near) => finding.help(format!("did you mean `{near}`?")),
                        None => finding,
                    });
                }
            }
        }
    }
}
