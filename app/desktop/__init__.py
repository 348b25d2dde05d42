"""What the system of the desktop can do for the program, behind one protocol (face.py)."""
