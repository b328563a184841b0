"""Communities, people, sign-in, tokens and roles: who is who, and who may do what."""
