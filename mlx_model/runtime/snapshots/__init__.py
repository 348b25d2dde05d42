"""Snapshots: places of a conversation to come back to, kept in memory and on disk.

A recurrent state cannot be cut back, so a prompt can resume only where a state was kept. `store`
is the way in; `tree` is the prefix tree in memory, `value` says what is given up first, `disk` and
what lies beside it keep points across restarts.
"""
