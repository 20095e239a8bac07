"""The demonstration: a made-up cast, a made-up year, a desk that is alive at any hour."""
