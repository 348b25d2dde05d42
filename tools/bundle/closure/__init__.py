"""What the .app will hold of other people's code, resolved, unpacked and checked without a Mac.

`make closure` runs it; begin at `__main__`.
"""
