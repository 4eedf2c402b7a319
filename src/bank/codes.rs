//! Every kind of finding, once: what `viva explain NAME` prints.

use crate::model::{Code, Severity};

macro_rules! codes {
    ($($ident:ident $name:literal $severity:ident $text:literal)+) => {
        $(#[doc = $text] pub static $ident: Code =
            Code { name: $name, severity: Severity::$severity, explanation: $text };)+
        /// All codes, in the order of this file.
        pub static ALL: &[&Code] = &[$(&$ident),+];
    };
}

codes! {
    TOML_SYNTAX "toml-syntax" Error
"The file is not TOML. The caret stands where the parser gave up; the fault is there or just before it. All syntax \
faults of the file are listed together, so one pass of mending is usually enough. Frequent causes: text without \
quotes, a quote that is not closed, a bracket too few, a key written twice, a backslash in \"...\" (use '...' for text with backslashes)."
    TOML_PORTABLE "toml-portable" Warning
"The file uses something that TOML 1.1 allows and TOML 1.0 does not: an inline table over several lines, a comma \
after its last entry, or the escapes \\e and \\xHH. viva reads it, but editors, formatters and other readers of the bank may not. \
write the inline table on one line or as a table of its own; write \\u001b instead of \\e."
    FILE_TOO_LARGE "file-too-large" Error
"One bank file may have 1 MB and a whole bank 16 MB. Larger files are refused before they are parsed, because a bank may \
come from a stranger. Split the file by topic."
    FILE_UNREADABLE "file-unreadable" Error
"The file could not be read as UTF-8 text from a plain file inside the bank's folder. Links, pipes and devices are not followed, \
so that a bank never reaches outside its own folder."
    MORE_FAULTS "more-faults" Error
"The file has more faults than are worth listing; the first thousand are kept and the first hundred shown. Mend those first: many \
later faults often follow from an early one, such as a quote that is not closed."
    UNKNOWN_FILE "unknown-file" Error
"A bank file is one of: questions (`[[question]]`), a rubric (`[[criterion]]`), a role (`[[section]]`), a script (`[[answer]]`) \
or the map of areas and tags (`[area.NAME]`, `[tags]`). This file has none of these tables. Run `viva bank new` for a valid start."
    NEWER_FORMAT "newer-format" Error
"The file says a higher `format` than this viva knows. It was written for a newer viva. Update viva, or, if the number was a \
slip, write `format = 1`."
    UNKNOWN_KEY "unknown-key" Error
"The key is not part of the format, so nothing would read it: most often a slip of the fingers. Where a known key is near, it is named. \
`viva schema question` prints all keys; `#:schema` at the top of a file lets editors complete them."
    MISSING_KEY "missing-key" Error
"A key that every such table needs is not there. Add it; `viva bank new` prints a complete example with comments."
    WRONG_TYPE "wrong-type" Error
"The value has another type than the key wants: text in quotes, a whole number without quotes, a list in [ ], a table in { }."
    OUT_OF_RANGE "out-of-range" Error
"The number lies outside what makes sense for the key, or is not a finite number. The message names the range."
    BAD_ID "bad-id" Error
"An id is 1 to 64 characters of a-z, 0-9 and -, and does not start with -. Ids are typed by people, stored with results and never reused, \
so they stay plain."
    BAD_WORD "bad-word" Error
"The key takes one of a few fixed words, and this is none of them. The message lists them."
    DUPLICATE_ID "duplicate-id" Error
"Two things in one bank have the same id, so a result could not say which was asked. Rename one; if it is a copy, delete it. \
(To replace a question of another bank on purpose, give it the same id in a bank of your own that is named later.)"
    LOOK_ALIKE_ID "look-alike-id" Warning
"Two ids differ only in characters that look alike (0 and o, 1 and l) or in dashes. Somebody will type the wrong one. Rename one."
    OVERRIDES "overrides" Note
"A bank that was named later replaces a question, rubric or role of an earlier one by id. That is how a team adapts the shipped bank; \
it is said so that it never happens unnoticed."
    ONE_KIND "one-kind" Error
"A question has exactly one kind, as a sub-table named after it: [question.open] for questions that a person marks; [question.choice], \
[question.order], [question.estimate], [question.sql] or [question.code] for questions that the program marks. Without a kind nothing can be \
marked; with two nobody knows which mark counts."
    UNKNOWN_AREA "unknown-area" Warning
"The area or topic does not stand in the map (`questions/map.toml`), so coverage cannot count it. Mend the name, or add it to the map of your bank."
    UNKNOWN_TAG "unknown-tag" Warning
"The tag is not in the list of tags (`[tags]` in `questions/map.toml`). Tags choose questions (`--tag python`), so `postgres` beside `postgresql` \
hides questions. Use the listed tag, or list the new one in the map of your bank."
    UNKNOWN_RUBRIC "unknown-rubric" Error
"No rubric with this id is in the bank. `viva rubric list` names them; a rubric of your own is a file in `rubrics/criteria/`."
    UNKNOWN_CRITERION "unknown-criterion" Error
"The rubric of this question has no criterion of this name. `viva rubric show ID` names its criteria."
    UNKNOWN_QUESTION "unknown-question" Error
"No question with this id is in the bank, or it is not part of this plan. `viva bank search` finds questions."
    UNKNOWN_ROLE "unknown-role" Error
"No role with this id is in the bank. `viva role list` names them; a role of your own is a file in `rubrics/roles/`."
    UNKNOWN_LOOK_FOR "unknown-look-for" Error
"The question has no look-for, probe or hint of this name or number. `viva question show ID` lists them."
    WRONG_COUNT "wrong-count" Warning
"A complete open question has 4-8 look-fors, 2-4 probes, 1-3 hints, 1-3 red flags and at least two samples; a rubric has 1-5 criteria. \
Fewer leaves interviewers alone; more cannot be followed while somebody talks. A choice has 3-6 options, an order 4-8 steps, an SQL question 2-6 \
data sets, a code question 2-4 shown and 4-10 hidden cases."
    WRONG_LENGTH "wrong-length" Warning
"A prompt is read aloud in under a minute (at most 150 words) and long enough to hold a situation (at least 20, or 15 for graded questions). A model answer \
has 120 to 250 words: what a person says in the minutes given, no lecture. The explanation of a graded question teaches in 25 to 150 words."
    MINUTES "minutes" Warning
"A question takes 2 to 15 minutes, a graded one 1 to 15. Shorter ones measure nothing but a word; longer ones are two questions."
    MISSING_ANCHORS "missing-anchors" Warning
"The main criterion of the rubric (the one with the highest weight) has no anchors of this question's own. Without them two interviewers mean different things by a 3. \
Write what is said at 1, 2, 3 and 4."
    EQUAL_ANCHORS "equal-anchors" Warning
"Two anchors of one criterion say the same, so nothing that can be heard tells the two marks apart."
    SAMPLE_MARKS "sample-marks" Warning
"Samples are the proof of the rubric. Each carries a mark for every criterion of it, and the samples of one question do not all have the same marks: \
otherwise they show nothing about the difference between marks."
    NEAR_DUPLICATE "near-duplicate" Warning
"The prompts of two questions share most of their word triples. A form could hold both, and a candidate who practised one knows the other. \
Change the situation of one, or drop it."
    GIVES_AWAY "gives-away" Warning
"The prompt already says what a look-for wants to hear, so ticking it measures nothing. Take the words out of the prompt, or ask for something else."
    UNTYPEABLE "untypeable" Warning
"The text holds a character that cannot be seen or typed: a control character, an escape sequence, a zero-width or direction-changing character. \
Such characters hide text or attack terminals. Delete it."
    SAME_OPENING "same-opening" Warning
"Many questions of one area begin with the same three words. Read one after the other they sound like a form. Vary how situations begin."
    CHOICE_KEY "choice-key" Error
"The key of a choice cannot be marked fairly: `select = \"one\"` needs exactly one option with `correct = true`; `select = \"many\"` needs right and wrong options, \
two or more of one of them. Mend `correct`, or change `select`."
    ORDER_KEY "order-key" Error
"An order of fewer than two steps has nothing to put in order. Write the steps in the right order; they are shown in another one."
    EQUAL_ENTRIES "equal-entries" Error
"Two options, steps, data sets or cases of one question say the same (blanks and capital letters aside), so an answer could not say which is meant. \
Change one, or delete the copy."
    BAD_UNIT "bad-unit" Error
"The unit of an estimate is `byte`, `bit`, `second` (or another time), `usd`, or any noun in the singular (`server`, `request`), and it may be a rate: \
`byte/second`, `usd/month`, `request/day`. Answers in other spellings and prefixes are converted: `1.2 GiB`, `40k/s`, `$3M a year`."
    ONE_TOLERANCE "one-tolerance" Error
"`within` says how far off still counts as right, in exactly one way: `{ factor = 2.0 }` (up to twice too large or too small), `{ relative = 0.05 }` (up to five \
percent) or `{ absolute = 1.0 }` (in the unit of the question, without partial credit beyond it). An answer of 0 needs `absolute`."
    ORDER_BY "order-by" Error
"`order_by` names the result columns that make the order, so it means something only with `ordered = true`. Rows that are equal in all of these columns may come \
in any order; without `order_by` the list must be exactly that of the reference."
    HIDDEN_DATA "hidden-data" Error
"An SQL or code question has at least one shown data set or case, so that a candidate can see what is meant, and at least one hidden one, so that an answer \
fitted to the shown rows is found. Hidden ones hold what breaks usual wrong answers: NULLs, duplicates, ties, empty input, large input."
    MISSING_PROOF "missing-proof" Warning
"A graded question proves its key: an estimate ships two or more answers that pass in different spellings and one or more that fail; an SQL question one or more \
that pass beside the reference and two or more usual wrong ones; a code question passing programs in two languages and one or more wrong ones. \
`viva bank check --run-proofs` runs them."
    FAILING_PROOF "failing-proof" Error
"A proof does not do what it says: an answer that must pass does not get full credit, or one that must fail does. Either the key is wrong or the proof is. \
Run the answer with `viva try ID FILE` to see the verdict."
    BROKEN_KEY "broken-key" Error
"The key of a graded question does not work, so no answer could be marked: its tables or rows cannot be made, its reference fails or gives no result, `order_by` names \
columns by which the reference does not sort. Run the schema, the rows and the reference in `sqlite3` and mend what it complains of."
    UNRUN_PROOF "unrun-proof" Note
"Proofs could not be run here: their language is not installed, or nothing shuts programs in on this machine (`viva doctor` says what is missing; as root no program is run). Nothing \
was proved and nothing was refuted. `viva bank check --require-proofs` makes it an error."
    GUESSABLE_KEY "guessable-key" Warning
"Over all choice questions of the bank, somebody who reads nothing and always ticks the longest option (or the shortest, or option k) would score better than chance: \
above the upper end of the interval that chance alone explains (2.5 standard errors). Shorten right options or lengthen wrong ones; spread right options over all places."
    WEIGHT_WITHOUT_WHY "weight-without-why" Warning
"Equal weights are the default, because unequal ones are hard to defend. A weight other than 1 needs `why`, which every report can show."
    OVERFULL "overfull" Error
"The sections of the role together take longer than the role's minutes. Shorten a section or give the role more time."
    EVIDENCE_MISSING "evidence-missing" Error
"A 1 or a 4 is taken only with an evidence note: what was said or not said. Add `evidence = { CRITERION = \"...\" }` to the answer, or mark 2 or 3."
    HALF_ANSWER "half-answer" Error
"An answer in a script has `marks`, or the answer to a graded question (`choice`, `order`, `estimate`, `sql` or `code`), or says `not_assessed = \"why\"` or `skipped = \"why\"`: \
one of them, and only one."
    WRONG_KIND "wrong-kind" Error
"The answer is of another kind than the question: `choice`, `order`, `estimate`, `sql` and `code` answer graded questions of that name, `marks` answer open ones. \
`viva question show ID` says of which kind a question is."
    UNCLEAR_ANSWER "unclear-answer" Error
"The answer cannot be read, so it could not be marked: a number that no option has, a step left out, a number without a digit, a unit that is not asked for, an empty program. \
Options and steps have the numbers of `viva question show ID --candidate`."
    UNFILLED "unfilled" Warning
"The plan leaves time of a section unused, repeats questions of another form, or leaves a section without any question, because the bank has no more \
questions of that area, level, topic or tag. Add questions, widen `levels`, or shorten the section."
    CHANGED_QUESTION "changed-question" Warning
"The plan file names a question whose text has changed since the plan was made. Candidates before and after were asked different things. Make the plan anew, or keep it knowingly."
}

/// The code of that name.
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter().find(|c| c.name == name).copied()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_unique_and_explained() {
        let mut names: Vec<_> = super::ALL.iter().map(|c| c.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), super::ALL.len());
        assert!(super::ALL.iter().all(|c| c.explanation.len() > 60));
    }
}
