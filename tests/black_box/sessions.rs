//! `viva session`, `viva report`, `viva db`.

use crate::support::World;

#[test]
fn a_command_that_only_reads_creates_nothing() {
    let world = World::new();
    for args in [&["session", "list"][..], &["bank", "list"], &["doctor"], &["config", "list"], &[]] {
        assert_eq!(world.viva(args).code, 0, "{args:?}");
    }
    assert!(!world.db().exists());
    assert_eq!(std::fs::read_dir(world.path(".")).expect("a folder").count(), 0);
}
