"""The composition root: `python -m app` and `kestrel` are the same program."""

from app.cli import main

if __name__ == "__main__":
    main()
