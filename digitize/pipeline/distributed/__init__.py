"""Work on several machines: Celery carries identifiers, the records say what is to be done and who does it."""
