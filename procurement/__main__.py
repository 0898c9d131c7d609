"""`python -m procurement` is the `procurement` command."""

from procurement.cli.main import main

main()
