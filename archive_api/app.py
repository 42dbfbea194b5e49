"""The application: health without a token, read-only search with one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import msgspec
from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response

from digitize import __version__
from digitize.actions.archive import Archive
from digitize.actions.find import Wanted, search
from digitize.errors import BadRequest, DigitizeError, Unauthorised

Day = Annotated[date | None, Query()]


def new_token() -> str:
    """A token for one run of the application."""
    return secrets.token_urlsafe(24)


def create_app(archive: Archive, token: str) -> FastAPI:
    """The application over an open archive.

    Args:
        archive: Opened for reading; the caller closes it after the application has ended.
        token: What callers must send as ``Authorization: Bearer …``.
    """
    app = FastAPI(title="digitize", version=__version__, docs_url=None, redoc_url=None)
    app.add_exception_handler(DigitizeError, _known_error)
    app.add_exception_handler(RequestValidationError, _bad_request)

    @app.get("/health")
    def health() -> Response:
        """Whether records and index answer."""
        with archive.records.read() as read:
            waiting = read.outbox.waiting()
        status = {"status": "ok", "version": __version__, "waiting_for_index": waiting}
        return _json(status | {"archive": archive.records.archive_id})

    @app.get("/api/v1/search", dependencies=[Depends(_guard(token))])
    def find(
        q: str = "",
        procedure: str = "",
        result_type: str = "",
        agency: str = "",
        issued_from: Day = None,
        issued_to: Day = None,
        valid_on: Day = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
        after: str = "",
        facets: bool = False,
    ) -> Response:
        """Documents by words, number and filters. Owner numbers are never taken from a URL."""
        wanted = Wanted(
            q, procedure, result_type, agency, issued_from, issued_to, valid_on, limit, offset, after, facets
        )
        return _json(search(archive, wanted))

    return app


def _guard(token: str) -> Callable[[str], None]:
    def check(authorization: Annotated[str, Header()] = "") -> None:
        if not secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise Unauthorised

    return check


def _json(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")


def _known_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, DigitizeError)
    return _json(error.as_dict(), error.http_status)


def _bad_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = ", ".join(str(part["loc"][-1]) for part in error.errors())
    return _json(BadRequest(fields).as_dict(), BadRequest.http_status)
