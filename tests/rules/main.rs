//! The lint rules: their documented examples are run, and their edges.

mod allow;
mod examples;
mod facts;
mod graph;
mod heads;
mod ids;
mod revisions;
mod scene;
