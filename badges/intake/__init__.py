"""How people and what they did get in: lists of members, sessions, who was there, check-in."""
