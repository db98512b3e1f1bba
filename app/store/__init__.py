"""What is kept: tables, encryption at rest, and the transaction of one turn."""
