"""Folders and repositories: what is in them, what of it a model can take, answers that cite it.

`walking` finds the files, `source` reads one, `tree` maps them, `pack` lays them out for a
prompt with a `plan` of the numbers, `answering` asks over one pack or several parts, `citations`
checks every `path:line` of an answer against the files themselves.
"""
