//! A valid question file to start from, with comments.

/// The text that `viva bank new AREA/TOPIC` writes.
pub fn question_file(area: &str, topic: &str) -> String {
    let id = format!("{topic}-first-question").chars().take(64).collect::<String>();
    format!(
        r##"# Questions on {topic}. Check them with `viva bank check FILE`; every finding is explained by `viva explain NAME`.
format = 1
area = "{area}"
topic = "{topic}"

[[question]]
id = "{id}"                # a-z, 0-9 and -; unique, never reused
title = "What lists show"
level = "mid"                      # junior | mid | senior | staff: what anchors 3 and 4 ask for
minutes = 6
tags = ["performance"]             # `questions/map.toml` lists tags; add new ones there
prompt = """
Put the candidate in a situation with numbers, a constraint and a consequence, and end with a clear question. For example: a nightly
job that took 20 minutes in March takes 3 hours in November, and it must be done before 06:00. You may change the code and the
schema, not the hardware. How do you find out what happened, and what do you do first?
"""

[question.open]
rubric = "technical-answer"        # `viva rubric list`
model_answer = """
Write 120 to 250 words that would earn a 4: what a strong developer says in the minutes given. Replace this text. Say what is looked at
first and why, which figures decide between the likely causes, what is changed and how it is shown that the change worked. Name the limits of the
solution and what would be done if the load doubled again. A model answer is not a list of everything that is known about the topic; it is one good
way through the situation of the prompt, with its numbers. Somebody who is not an expert must be able to compare it with what was said. Reading it
aloud takes one to two minutes. If it needs more, the question is too large and wants to be two. If it needs less, nothing in it tells a
good answer from an excellent one, and the anchors below will be hard to write. Facts that are disputable or that depend on a version carry a source.
"""
probes = [
  "A follow-up that opens a part which a good answer may have left out",
  "Another one; they are asked in this order",
]
hints = ["A nudge, from gentle to strong"]
red_flags = ["What would hurt in production"]
look_for = [                       # 4 to 8, each one heard or not heard
  {{ id = "first-thing", text = "Says one observable thing" }},
  {{ id = "second-thing", text = "Says another, independent of the first" }},
  {{ id = "third-thing", text = "Names a figure to look at before changing anything" }},
  {{ id = "fourth-thing", text = "Says how the change is shown to have worked" }},
]

[question.open.anchors.correctness] # your own anchors for the rubric's main criterion: what is said at each mark
1 = "Guesses a cause and changes something without looking."
2 = "Looks first, but at one figure only, and keeps to the first explanation."
3 = "Tells two causes apart by figures and mends the one that applies."
4 = "As 3, and says when the mend stops working and what comes next."

[[question.open.sample]]           # at least two, with different marks: the proof of the anchors
marks = {{ correctness = 2, reasoning = 2 }}
answer = """
I would look at the logs of the job and see which step is slow, probably the database. Then I would add an index there and see whether it
gets better in the next night.
"""
why = "Looks before changing, but at one figure, and keeps to the first idea."

[[question.open.sample]]
marks = {{ correctness = 3, reasoning = 3 }}
answer = """
First I compare the time of each step with March and the number of rows it handles. If rows grew tenfold and time per row is the same, it is volume, and I
make it handle only what changed. If time per row grew, I look at the plan of that query. Then I run it against a copy and compare before I ship it.
"""
why = "Tells volume from cost per row by figures and mends what applies; nothing about when that stops working."
"##
    )
}
