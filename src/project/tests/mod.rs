mod configuration;
mod discovery;
mod settings;
