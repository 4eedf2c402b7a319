//! viva
#![allow(missing_docs)]
pub mod bank;
pub mod exec;
pub mod grade;
pub mod measure;
pub mod model;
pub mod plan;
pub mod session;
pub mod store;
pub mod world;
pub mod report;
pub mod app;
pub mod ui;
pub mod cli;
