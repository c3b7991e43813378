"""Tags as a team keeps them: colours, who sees them, names that change, where one is demanded."""
