//! `viva bank`, `question`, `rubric`, `role`, `schema`, `explain`.

use crate::support::{World, shipped};

#[test]
fn the_shipped_bank_is_clean() {
    let world = World::new();
    let folder = shipped(".");
    let ran =
        world.viva(&["--no-builtin", "bank", "check", &folder.display().to_string(), "--deny", "warnings"]);
    assert_eq!(ran.code, 0, "{ran}");
}
