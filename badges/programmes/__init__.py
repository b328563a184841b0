"""Ways through what a community offers: paths with levels, programmes with a begin and an end."""
