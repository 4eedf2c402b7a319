//! `viva interview --script`, `viva demo`.

use crate::support::World;

#[test]
fn the_demo_keeps_nothing() {
    let world = World::new();
    let ran = world.viva(&["demo"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out.contains("meets the bar") || ran.out.contains("below the bar"), "{ran}");
    assert!(!world.db().exists());
}
