"""Projects: the register and one file per project type."""
