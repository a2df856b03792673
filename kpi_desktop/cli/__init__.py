"""The shell: the same use cases as the window, with exit codes and JSON that scripts rely on."""
