"""Who is on watch when, and how one shift hands over to the next."""
