"""The index that the settings name."""

from __future__ import annotations

from digitize.catalogue.agencies import AgencyTree
from digitize.index.interfaces import SearchIndex
from digitize.index.sqlite import SqliteIndex
from digitize.index.understanding import Understanding
from digitize.settings import Settings


def open_index(settings: Settings, agencies: AgencyTree | None = None) -> SearchIndex:
    """Elasticsearch where ``search`` names a server, else a file in the archive's folder. Nothing is made or asked yet.

    Args:
        settings: Say where it lies.
        agencies: Units whose names through time are understood in queries.

    Raises:
        BadAddress: The address of the server is none.
    """
    understand = Understanding(agencies)
    if settings.search is None:
        return SqliteIndex(settings.home / "index" / "search.sqlite", understand)
    # The client takes longer to load than a search in the archive's folder takes.
    from digitize.index.elastic import ElasticIndex
    from digitize.index.elastic_client import address, connect

    where = address(settings.search.get_secret_value())
    key = settings.search_api_key.get_secret_value() if settings.search_api_key else ""
    return ElasticIndex(
        connect(where, key, settings.search_ca),
        where.index,
        shards=where.shards,
        replicas=where.replicas,
        understand=understand,
    )
