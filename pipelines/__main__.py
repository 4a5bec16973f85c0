"""`python -m pipelines` is `headway`."""

from pipelines.cli import main

main()
