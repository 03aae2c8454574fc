//! Load, crash and scale programs; one binary each under `src/bin`.
