//! Applying to servers: `PostgreSQL` and `MariaDB`, which `tests/servers.sh` installs and starts.
//!
//! The figures are small ones; `ONEHEAD_FULL=1` asks for the full ones of a nightly run.

mod apply;
mod beside;
mod cli;
mod crash;
mod cuts;
mod lock;
mod proxy;
mod race;
mod scene;
mod server;
mod urls;
