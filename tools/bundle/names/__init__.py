"""Whether Apple declares every name that app/desktop/mac uses: nothing there can be run here.

`reader` finds the names, `pyobjc` and `headers` are the witnesses, `make cocoa-names` compares them
and keeps what it found as tests/goldens/cocoa.json; tests/app/desktop/mac/test_names.py holds the
sources to that without the network.
"""
