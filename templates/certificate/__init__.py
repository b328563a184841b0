"""The certificate and the preview picture: page and style sheet each."""
