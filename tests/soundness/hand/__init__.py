"""Tables as owners and accountants make them by hand: seeded families of files, each with what is true of it."""
