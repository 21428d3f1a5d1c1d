"""Run the command line: `python -m wayhome` is `wayhome`."""

from wayhome.site.cli import main

if __name__ == "__main__":
    main()
