"""One module a step, named for its revision; a step that was released never changes."""
