//! A bank of two short questions, so that the shipped one may change, and interviews on it.

use std::path::PathBuf;

use crate::support::World;

/// A bank of two short questions, so that the shipped one may change.
pub fn small_bank(world: &World) -> String {
    world.write(
        "bank/rubrics/criteria/r.toml",
        r#"format = 1
id = "plain"
title = "Plain"
[[criterion]]
id = "correctness"
title = "Correctness"
about = "Is it true?"
weight = 2
[criterion.anchors]
1 = "Wrong."
2 = "Half right."
3 = "Right."
4 = "Right and more."
[[criterion]]
id = "reasoning"
title = "Reasoning"
about = "Are there reasons?"
[criterion.anchors]
1 = "None."
2 = "When asked."
3 = "For the main point."
4 = "And against it."
"#,
    );
    world.write(
        "bank/rubrics/roles/r.toml",
        r#"format = 1
id = "tester"
title = "Tester"
level = "mid"
about = "Tests."
minutes = 20
opening = "Say hello."
closing = "Say goodbye."
[[section]]
area = "testing"
minutes = 12
bar = 2.5
gate = true
pick = ["first-thing", "second-thing"]
"#,
    );
    let question = |id: &str| {
        format!(
            r#"[[question]]
id = "{id}"
title = "About the {id}"
level = "mid"
minutes = 6
tags = ["tests"]
prompt = "A situation with the {id} in it."
[question.open]
rubric = "plain"
model_answer = "The model answer to the {id}."
probes = ["Probe one of {id}", "Probe two of {id}"]
hints = ["A hint for {id}"]
red_flags = ["A red flag"]
look_for = [ {{ id = "alpha", text = "Says alpha" }}, {{ id = "beta", text = "Says beta" }} ]
"#
        )
    };
    let text = format!(
        "format = 1\narea = \"testing\"\ntopic = \"unit\"\n{}{}",
        question("first-thing"),
        question("second-thing")
    );
    world.write("bank/questions/testing/unit.toml", &text);
    world.path("bank").display().to_string()
}

/// The small bank as the only one, by a settings file: no flag is needed.
pub fn team(world: &World) {
    small_bank(world);
    world.write("viva.toml", "bank = [\"bank\"]\nbuiltin = false\n");
}

/// Everything a script can say: skipped order, notes of several lines, ticks, probes, hints, marks with evidence, what was not assessed,
/// deviations, a recommendation, a seal and two amendments.
pub const FULL: &str = r#"format = 1
candidate = "Ada Example"
interviewer = "Grace Example"
role = "tester"
form = "A"
started = "2026-11-16T09:00:00Z"
questions = ["first-thing", "second-thing"]
notes = ["joined late", "/finish is no command here"]
deviations = ["began ten minutes late"]
submitted = true

[[answer]]
question = "second-thing"
minutes = 7.1234567
look_for = { beta = "hinted" }
hints = [1]
notes = ["two\nlines"]
deviations = ["the candidate took a call"]
marks = { correctness = 1 }
evidence = { correctness = "Kept a false statement", reasoning = "Said nothing" }

[[answer]]
question = "first-thing"
minutes = 4.5
look_for = { alpha = "unprompted", beta = "probed" }
probes = [2, 1]
notes = ["drew a picture", "asked back"]
marks = { correctness = 4, reasoning = 3 }
evidence = { correctness = "Named both cases unprompted" }

[verdict]
recommendation = "yes"
why = "Careful and clear."

[[amendment]]
question = "second-thing"
criterion = "correctness"
mark = 2
who = "Grace Example"
why = "The recording shows it."

[[amendment]]
recommendation = "strong-yes"
who = "Grace Example"
why = "After the debrief."
"#;

/// A few entries of most kinds, for tests that run it hundreds of times.
pub const SHORT: &str = r#"format = 1
candidate = "Ada Example"
interviewer = "Grace Example"
role = "tester"
questions = ["first-thing"]
submitted = true

[[answer]]
question = "first-thing"
notes = ["drew a picture"]
look_for = { alpha = "unprompted" }
marks = { correctness = 4 }
evidence = { correctness = "Named both cases" }

[verdict]
recommendation = "yes"
why = "Careful and clear."
"#;

/// A world with the small bank and the script in a file.
pub fn world_with(script: &str) -> (World, PathBuf) {
    let world = World::new();
    team(&world);
    let path = world.write("script.toml", script);
    (world, path)
}
