"""From files to rows of `schema.DOCUMENTS`: what is an input, how it is cut into shards, how each format is read."""
