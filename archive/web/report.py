"""The page of a report, with its versions, its original and data for reference managers."""

from flask import Blueprint, Response
from archive.web.holdings import library

bp = Blueprint("report", __name__)


@bp.get("/bai/<path:identifier>")
def show(identifier):
    return Response("…")
