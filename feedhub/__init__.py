"""feedhub: polls feeds, keeps their entries clean and republishes them, one feed per category."""

__version__ = "0.1.0"
