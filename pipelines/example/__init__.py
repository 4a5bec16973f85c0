"""The example organisation: what its people did for eighteen months, as its tools tell it."""
