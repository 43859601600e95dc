"""File formats, one module each: bytes in, plain tables out."""
