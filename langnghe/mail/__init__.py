"""E-mail at the edge of the house: receive, fetch, read, compose, send. Knows no register."""
