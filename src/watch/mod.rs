//! The shared folder: what changed, rebuild, preview, live reload.
