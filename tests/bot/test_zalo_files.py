"""Which files that people send over Zalo are kept: by what is in them, whatever they are called."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest_asyncio

from bot.channels import FileRefused
from bot.channels.zalo.files import document_id
from bot.channels.zalo_bot.channel import ZaloBotChannel
from tests.support.paths import DOCUMENTS
from tests.support.web import png
from tests.zalo_api.bot_server import TOKEN, ZaloBotApi


def packed(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


PICTURES = {
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"x" * 50,
    "png": png(),
    "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 20,
    "heic": b"\x00\x00\x00\x18ftypheic" + b"\x00" * 20,
}
TEXTS = {
    "utf-8": "Họ tên,Năm sinh\r\nLê An,2004\r\n".encode(),
    "with a mark": b"\xef\xbb\xbf" + "Họ tên;Năm sinh\n".encode(),
    "utf-16": "Họ tên\tNăm sinh\n".encode("utf-16"),
    "a code page": "H\xf2 t\xean,N\xe3m sinh\n".encode("cp1252"),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
}
NOT_TAKEN = {
    "a program of Windows": b"MZ\x90\x00\x03\x00\x00\x00",
    "of Linux": b"\x7fELF\x02\x01\x01\x00",
    "of macOS": b"\xcf\xfa\xed\xfe\x07\x00\x00\x01",
    "of Java": b"\xca\xfe\xba\xbe\x00\x00\x00\x34",
    "of a browser": b"\x00asm\x01\x00\x00\x00",
    "an app": packed(**{"AndroidManifest.xml": "x", "classes.dex": "x"}),
    "a jar": packed(**{"META-INF__MANIFEST.MF": "Main-Class: X"}),
    "an archive": packed(**{"a.txt": "x" * 5000}),
    "an empty archive": packed(),
    "rar": b"Rar!\x1a\x07\x01\x00x",
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04",
    "gz": gzip.compress(b"x" * 500),
    "mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00",
    "mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00",
    "aac": b"\xff\xf1\x50\x80\x02\x1f\xfc\x00\x00",
    "a database": b"SQLite format 3\x00\x10\x00",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "of a web server": b"<?php system($_GET['x']); ?>",
    "in capitals, after blanks": b"\xef\xbb\xbf \n<?PHP x();",
    "of Windows' shell": b"@echo off\r\ndel *.*\r\n",
    "noise": bytes(range(256)) * 4,
}


@pytest_asyncio.fixture
async def channel_and_server():
    async with ZaloBotApi() as server:
        channel = ZaloBotChannel(TOKEN, clock=lambda: None, base_url=server.url, media_hosts=(server.media_host,))
        yield channel, server
        await channel.close()


async def test_only_pictures_and_documents_are_kept_whatever_they_are_called(channel_and_server):
    channel, server = channel_and_server
    documents = {file.name: file.read_bytes() for file in DOCUMENTS.iterdir() if file.is_file()}
    assert {name.rpartition(".")[2] for name in documents} >= {"xlsx", "xls", "ods", "txt"}

    async def kept(content: bytes, *, as_document: bool) -> bool:
        server.pictures["anh.jpg"] = content
        url = f"{server.url}/pictures/anh.jpg"
        try:
            return await channel.fetch(document_id(url) if as_document else url) == content
        except FileRefused:
            return False

    for name, content in (documents | TEXTS).items():
        assert await kept(content, as_document=True), name
        assert not await kept(content, as_document=False), f"{name} is no picture"
    for name, content in PICTURES.items():
        assert await kept(content, as_document=True), name
        assert await kept(content, as_document=False), name
    for name, content in NOT_TAKEN.items():
        assert not await kept(content, as_document=True), name
        assert not await kept(content, as_document=False), name
