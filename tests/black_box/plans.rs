//! `viva plan`.

use crate::support::World;

#[test]
fn a_plan_saves_and_loads_back() {
    let world = World::new();
    world.ok(&["plan", "new", "--role", "senior-backend", "-o", "plan.toml"]);
    let drawn = world.ok(&["plan", "show", "--role", "senior-backend", "--json"]);
    let loaded = world.ok(&["plan", "show", "--plan", "plan.toml", "--json"]);
    assert_eq!(drawn, loaded);
}
