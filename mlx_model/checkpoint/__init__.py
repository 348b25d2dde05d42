"""Safetensors to parameters and back: layouts, loading, quantizing, saving."""
