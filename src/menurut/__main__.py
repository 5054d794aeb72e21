"""`python -m menurut` is the command `menurut`."""

from menurut.cli import main

main()
