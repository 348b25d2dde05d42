"""Windows beside the conversation: settings, one chat's settings, shortcuts, the trash, about."""
