"""Whether the visitor of an open page is still signed in: asked by the page every few seconds."""

from __future__ import annotations

from fastapi import APIRouter, Response

router = APIRouter()


@router.get("/signed-in", status_code=204)
def signed_in() -> Response:
    """Nothing to report: the gate answers 401 to whoever is not."""
    return Response(status_code=204, headers={"cache-control": "no-store"})
