//! Help text is the manual: it is snapshotted whole, and every command has examples.

use insta::assert_snapshot;

use crate::support::World;

#[test]
fn the_manual() {
    let world = World::new();
    assert_snapshot!(world.viva(&[]), @"
    exit 0
    --- out
    viva: structured interviews, practice and assessment for backend developers.

      viva demo                          see a recorded interview and its report
      viva interview                     interview somebody
      viva bank list --area databases    see what can be asked

    `viva --help` lists every command.
    --- err
    ");
    assert_snapshot!(world.viva(&["--help"]), @"
    exit 0
    --- out
    Structured interviews, practice and assessment for backend developers, in a terminal

    Usage: viva [OPTIONS] [COMMAND]

    Commands:
      interview    Interview somebody, or play a scripted interview
      demo         Play a short recorded interview into a throw-away store and print its report
      init         Make a team's folder: viva.toml, questions/, rubrics/
      resume       Go on with an interview that was stopped, at the same place with the same plan
      session      List, show, seal, amend, abandon or export recorded sessions
      plan         Show, make, check or hand out the plan of an interview
      report       Reports
      bank         List, show, search, check, count or begin questions
      question     Show one question
      try          Answer one graded question and have it marked at once
      rubric       Rubrics
      role         Roles
      schema       Print the JSON Schema of a file format, for editors
      explain      Explain a finding of `viva bank check`
      db           The store: status, check, verify, backup
      doctor       Say what works here and what does not
      completions  Print a completion script
      man          Print the manual page
      config       Settings and where they come from
      version      The version; --verbose adds SQLite, schema and commit
      exit-codes   List the exit codes
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Global:
          --db <FILE>
              The store: one SQLite file [env: VIVA_DB] [default: the XDG data folder]

          --bank <DIR>
              A folder with questions/ and rubrics/; may be given several times, later ones override
              earlier ones by id [env: VIVA_BANK, parted by `:`]

          --no-builtin
              Leave the built-in bank out

          --config <FILE>
              The settings file [env: VIVA_CONFIG] [default: viva.toml here or above]

          --color <COLOR>
              When to use colour

              Possible values:
              - auto:   On a terminal, unless NO_COLOR or TERM=dumb say otherwise
              - always: Always
              - never:  Never
              
              [default: auto]

          --width <N>
              Columns of output [env: COLUMNS]

      -q, --quiet
              No status messages; data and errors stay

          --no-input
              Never ask; say which flag would have answered

    Begin with:
      viva demo                          a recorded interview and its report
      viva interview                     interview somebody
      viva bank list --area databases    what can be asked

    `viva help COMMAND` explains a command, `viva exit-codes` the exit codes.
    --- err
    ");
    assert_snapshot!(world.viva(&["interview", "--help"]), @"
    exit 0
    --- out
    Interview somebody, or play a scripted interview

    Usage: viva interview [OPTIONS]

    Options:
          --role <ROLE>
              The role; asked for when absent

          --plan <FILE>
              A plan file made by `viva plan new`

          --candidate <NAME>
              The candidate's name; asked for when absent

          --interviewer <NAME>
              Your name [default: `interviewer` of the settings, or the login name]

          --form <LETTER>
              The form: the same letter gives every candidate the same questions
              
              [default: A]

          --minutes <N>
              Another length of the whole appointment

          --tag <TAG>
              Draw language and framework questions of this stack; may be given several times

          --script <FILE>
              Play a scripted interview; no terminal is needed (`-` reads standard input)

          --echo
              With --script: print each entry once it is durable

          --json
              Print `viva.session/1` instead of the scorecard

      -h, --help
              Print help (see a summary with '-h')

    Global:
          --db <FILE>
              The store: one SQLite file [env: VIVA_DB] [default: the XDG data folder]

          --bank <DIR>
              A folder with questions/ and rubrics/; may be given several times, later ones override
              earlier ones by id [env: VIVA_BANK, parted by `:`]

          --no-builtin
              Leave the built-in bank out

          --config <FILE>
              The settings file [env: VIVA_CONFIG] [default: viva.toml here or above]

          --color <COLOR>
              When to use colour

              Possible values:
              - auto:   On a terminal, unless NO_COLOR or TERM=dumb say otherwise
              - always: Always
              - never:  Never
              
              [default: auto]

          --width <N>
              Columns of output [env: COLUMNS]

      -q, --quiet
              No status messages; data and errors stay

          --no-input
              Never ask; say which flag would have answered

    Examples:
      viva interview
      viva interview --role senior-backend --candidate 'Ada Example'
      viva interview --role mid-backend --form B --minutes 45
      viva interview --plan plans/senior.toml
      viva interview --script examples/interviews/senior-a.toml --json

    While the candidate talks, every line you type is a note, saved at once; /help lists the commands.
    Ctrl-C, a closed terminal or a crash lose nothing: `viva resume` goes on.
    --- err
    ");
    assert_snapshot!(world.viva(&["exit-codes"]), @"
    exit 0
    --- out
      0  done
      1  the answer is no: findings, a gate or a threshold that was asked for and missed
      2  wrong usage
      3  content invalid: bank, rubric, role, script, plan, settings
      4  not found, or ambiguous
      5  store trouble: locked, damaged, newer, not ours
      6  refused: needs a terminal, a confirmation, another state, a sandbox
      7  file or system input and output
     70  a bug in viva
    129  hung up; everything entered is saved
    130  interrupted; everything entered is saved
    143  terminated; everything entered is saved
    --- err
    ");
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let world = World::new();
    for command in [
        "interview",
        "demo",
        "init",
        "resume",
        "session",
        "plan",
        "report",
        "bank",
        "question",
        "rubric",
        "role",
        "schema",
        "explain",
        "db",
        "completions",
        "man",
        "config",
    ] {
        let help = world.ok(&[command, "--help"]);
        assert!(help.contains("Example"), "{command}");
    }
}

#[test]
fn wrong_usage_is_two_and_says_what_was_meant() {
    let world = World::new();
    let ran = world.viva(&["intervew"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("interview"), "{ran}");
    assert_eq!(world.viva(&["plan", "show", "--role", "mid-backend", "--form", "AB"]).code, 2);
    assert_eq!(world.viva(&["plan", "show"]).code, 2);
}

#[test]
fn completions_and_the_manual_page_come_from_the_same_tree() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(world.ok(&["completions", shell]).contains("interview"), "{shell}");
    }
    assert!(world.ok(&["man"]).starts_with(".ie"));
    let version = world.ok(&["version", "--verbose"]);
    assert!(version.contains("SQLite 3.") && version.contains("store schema "), "{version}");
}

#[test]
fn settings_show_their_origin() {
    let world = World::new();
    world.ok(&["init", "team"]);
    assert_eq!(world.viva(&["init", "team"]).code, 6, "a team's folder is not overwritten");
    let mut command = world.command(&["config", "list", "--show-origin"]);
    command.current_dir(world.path("team"));
    assert_snapshot!(world.run(command), @"
    exit 0
    --- out
    VIVA_DB	db = [DIR]/viva.db
    default	builtin = true
    [DIR]/team/viva.toml	bank = [DIR]/team/.
    login name	interviewer = grace
    --- err
    ");
    let bad = world.write("viva.toml", "bnk = [\"x\"]\n");
    let ran = world.viva(&["config", "list"]);
    assert_eq!(ran.code, 3, "{ran}");
    assert!(ran.err.contains("did you mean `bank`?"), "{ran}");
    std::fs::remove_file(bad).expect("removed");
}

#[test]
fn doctor_says_what_works() {
    let world = World::new();
    let json: serde_json::Value = serde_json::from_str(&world.ok(&["doctor", "--json"])).expect("JSON");
    assert_eq!((&json["schema"], &json["healthy"]), (&"viva.doctor/1".into(), &true.into()));
}
