"""How Alembic runs the steps in `versions`: on the connection it is handed, inside that connection's transaction."""

from alembic import context

from feedhub.store.condition import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE, render_as_batch=True)
context.run_migrations()
