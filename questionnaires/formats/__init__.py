"""Files: YAML with its JSON Schema, canonical bytes and the hash of a version."""
