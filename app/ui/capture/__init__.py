"""Taking pictures of the desktop: a region, a window, a screen."""
