"""The plane of two parameters: which answer holds where, exactly."""
