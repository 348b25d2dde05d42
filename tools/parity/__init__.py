"""Compares the port with the reference implementations: `make parity`."""
