"""A POST to the web chat, read within its limits and turned into one message. Documented in docs/web-chat.md."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from bot.channels.web.channel import channel_of
from bot.errors import RefusedError
from bot.files import LARGEST_PHOTO, FileStore, file_name, picture_type
from handlers.engine.documents import LARGEST as LARGEST_DOCUMENT
from handlers.engine.message import Incoming, Location, UploadedFile

LONGEST_HEAD = 64  # bytes by which a picture is told
LARGEST_JSON = 64 * 1024
LARGEST_FORM = LARGEST_DOCUMENT + 64 * 1024  # the file, its part's headers and the key
READ_TO_REFUSE = 2 * LARGEST_FORM  # so much is read and thrown away, so that the sender hears why it was refused

_KINDS = ("text", "choice", "start", "location")
_ONE_OF = (
    'give exactly one of "text", "choice", "start" and "location", or as a multipart field "photo" a photo or "file" '
    "a document"
)


class PostedLocation(BaseModel):
    """Where somebody is, in degrees."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    live: bool = False


class Posted(BaseModel):
    """A JSON body: one message, with a key of the sender's own if it may be sent again."""

    model_config = ConfigDict(extra="forbid", strict=True)

    key: str | None = Field(default=None, min_length=1, max_length=100)
    text: str | None = Field(default=None, max_length=4096)
    choice: str | None = Field(default=None, min_length=1, max_length=128)
    start: str | None = Field(default=None, max_length=64)
    location: PostedLocation | None = None

    @field_validator("key", "text", "choice")
    @classmethod
    def _no_nul(cls, value: str | None) -> str | None:
        if value is not None and "\0" in value:
            raise ValueError("holds a NUL character")
        return value

    @field_validator("start")
    @classmethod
    def _start_payload(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]*", value):
            raise ValueError("may hold letters, digits, - and _ only")
        return value


async def read_post(request: Request, person: str, now: datetime, files: FileStore) -> tuple[Incoming, str]:
    """The message of a POST, and the key that it goes by; a photo is on the disk before this returns.

    Raises:
        RefusedError: the body is too large, no JSON or form, or not one message.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json":
        return _from_json(await _read(request, LARGEST_JSON), person, now)
    if media_type == "multipart/form-data":
        return await _from_form(request, person, now, files)
    raise RefusedError(415, "Send JSON (Content-Type: application/json), or multipart/form-data for a file.")


def _from_json(body: bytes, person: str, now: datetime) -> tuple[Incoming, str]:
    try:
        posted = Posted.model_validate_json(body)
    except ValidationError as error:
        raise RefusedError(400, _sentence(error)) from None
    given = [kind for kind in _KINDS if getattr(posted, kind) is not None]
    if len(given) != 1:
        raise RefusedError(400, f"That is not one message: {_ONE_OF}.")
    key = posted.key or secrets.token_hex(12)
    location = Location(**posted.location.model_dump()) if posted.location else None
    return Incoming(
        channel=channel_of(person),
        address=person,
        key=f"web:{person}:{key}",
        at=now,
        kind=given[0],
        text=posted.text or "",
        choice=posted.choice or "",
        start=posted.start or "",
        location=location,
    ), key


async def _from_form(request: Request, person: str, now: datetime, files: FileStore) -> tuple[Incoming, str]:
    async with _form(request) as (key, document, sent):
        size = sent.size or 0
        media_type = picture_type(await sent.read(LONGEST_HEAD))
        is_photo = document is None or media_type is not None  # a picture is a photo, however it was attached
        if is_photo and size > LARGEST_PHOTO:
            raise RefusedError(413, "That photo is larger than 10 MB.")
        if size > LARGEST_DOCUMENT:
            raise RefusedError(413, "That file is larger than 20 MB.")
        if is_photo and media_type is None:
            raise RefusedError(415, "That is no photo: send JPEG, PNG, WebP or HEIC.")
        sha256 = await asyncio.to_thread(files.save_from, sent.file)
    file = UploadedFile(
        media_type=media_type or "application/octet-stream",
        name="" if is_photo else document or "",
        size=size,
        sha256=sha256,
    )
    return Incoming(
        channel=channel_of(person),
        address=person,
        key=f"web:{person}:{key}",
        at=now,
        kind="photo" if is_photo else "document",
        file=file,
    ), key


@asynccontextmanager
async def _form(request: Request) -> AsyncGenerator[tuple[str, str | None, UploadFile], None]:
    """The key, a document's name (None for a photo) and the file of a form.

    The file passes through a temporary one: it is never in memory as a whole.
    """
    body = _limited(request, LARGEST_FORM)
    parser = MultiPartParser(request.headers, body, max_files=1, max_fields=2, max_part_size=1024)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise RefusedError(400, f"The form cannot be read: {error.message}") from None
    try:
        photo, document, key = form.get("photo"), form.get("file"), form.get("key") or secrets.token_hex(12)
        sent = photo if document is None else document
        if not isinstance(sent, UploadFile) or not isinstance(key, str) or set(form) - {"photo", "file", "key"}:
            raise RefusedError(400, 'A form has one file, "photo" or "file", and, if you like, a "key".')
        Posted(key=key)
        yield key, None if document is None else file_name(sent.filename or ""), sent
    except ValidationError as error:
        raise RefusedError(400, _sentence(error)) from None
    finally:
        await form.close()


async def _read(request: Request, most: int) -> bytes:
    return b"".join([chunk async for chunk in _limited(request, most)])


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """The body in pieces, up to a size; a larger one is read to its end where that is bearable, then refused."""
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= most:
                yield chunk
            elif size > READ_TO_REFUSE:
                break
    except ClientDisconnect:
        raise RefusedError(400, "The request was broken off.") from None
    if size > most:
        raise RefusedError(413, f"That is too large: {most // 1024} KB at most.")


def _sentence(error: ValidationError) -> str:
    """What is wrong with a JSON body, in one sentence."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid" or not where:
        return f'The body must be one JSON object: {_ONE_OF} (and "key" if you like).'
    if first["type"] == "extra_forbidden":
        return f"“{where}” is not a field: {_ONE_OF}."
    return f"“{where}” is wrong: {first['msg'].removeprefix('Value error, ')}."
