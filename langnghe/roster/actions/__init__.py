"""Planning duties, standing watch, handing over."""
