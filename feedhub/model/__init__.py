"""The nouns that travel between rooms: frozen, standard library only, one type per station.

    FetchRequest ─▶ FetchOutcome ─▶ ParsedFeed/ParsedEntry ─▶ Entry ─▶ Visit ─▶ StoredEntry ─▶ FeedDocument ─▶ Rendition

The name of a type says which rooms its data has been through; `docs/architecture.md` has the table of what is
certain from each station on.
"""
