"""A Mac's desktop through pyobjc, a file each for what it gives; app/desktop/macos.py joins it."""
