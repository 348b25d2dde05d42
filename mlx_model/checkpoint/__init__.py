"""Safetensors to parameters and back: layouts, loading, quantizing, saving.

Three doors: `load.load_model` makes a network of a checkpoint folder, `inspection.inspect` tells
what a folder holds, `convert.convert` writes a new one in MLX's layout. All three begin with
`plan.read_plan`, which checks everything against the files' headers.
"""
