"""The settings of trimtab.toml: what each key may hold, what it means, and where it stands."""
