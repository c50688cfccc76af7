"""Does it do what it says? The tests mirror the source, a folder for a folder."""
