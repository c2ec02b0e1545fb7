"""``python -m govassess`` is the command line."""

from govassess.cli import main

if __name__ == "__main__":
    main(prog_name="govassess")
