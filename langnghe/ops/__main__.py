"""`python -m langnghe.ops` is the command `langnghe`."""

from langnghe.ops.cli import main

if __name__ == "__main__":
    main()
