"""Screens whose truth is known, rendered here to measure with; nothing was trained on them.

    python -m tools.material --out out/reading

app/bench/reading/material.py says how they lie on disk, and reads them. The app never imports this.
"""
