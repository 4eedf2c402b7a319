# `just` lists the recipes.
default:
    @just --list

# format, lints, tests, bank, roles, documentation: what CI runs
check:
    cargo test --locked
    .ci/check

# the tests alone
test:
    cargo test --locked

# play the example interview
run:
    cargo run --release -- interview --script examples/interviews/senior-a.toml

# the benchmarks; see benches/README.md
bench:
    cargo bench

# accept changed snapshots after looking at them
snapshots:
    cargo insta review

# licences and sources of dependencies
deny:
    cargo deny check
