"""`python -m app.cli`, for places where the console script is not installed."""

from app.cli import main

main()
