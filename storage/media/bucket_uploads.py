"""Uploads in parts that a killed process began in a bucket: nobody sees their parts, and the operator pays for them.

The library that stores objects neither lists nor ends such uploads, so that these two requests of S3's API are made and
signed here (Signature Version 4). With an account of the machine instead of keys in the environment, a rule of the
bucket has to do it: docs/deploying.md.
"""

import hashlib
import hmac
import html
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self
from urllib.parse import quote, urlsplit

import aiohttp
from yarl import URL

from sessions.errors import Unavailable

MOST_PAGES: Final = 50  # with a thousand uploads each, in one run
_EMPTY: Final = hashlib.sha256(b"").hexdigest()
_SIGNED: Final = ("host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token")


@dataclass(frozen=True, slots=True)
class Keys:
    """Who asks the bucket."""

    access: str
    secret: str
    region: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload in parts that has not ended."""

    path: str
    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UploadPage:
    """`after` are the parameters of the next page, none at the end."""

    uploads: list[Begun]
    after: dict[str, str]

    @classmethod
    def of(cls, xml: str) -> Self:
        """Raises ValueError for what is no such list."""
        if "ListMultipartUploadsResult" not in xml:
            raise ValueError("this is no list of uploads")
        found = [
            Begun(_text(one, "Key"), _text(one, "UploadId"), datetime.fromisoformat(_text(one, "Initiated")))
            for one in re.findall(r"<Upload>(.*?)</Upload>", xml, re.DOTALL)
        ]
        after = {}
        if _text(xml, "IsTruncated") == "true":
            names = {"key-marker": "NextKeyMarker", "upload-id-marker": "NextUploadIdMarker"}
            after = {name: _text(xml, tag) for name, tag in names.items()}
        return cls(found, after)


class BucketUploads:
    def __init__(self, http: aiohttp.ClientSession, address: str, folder: str, keys: Keys) -> None:
        """`address` is the bucket's, `folder` what the paths of this installation begin with."""
        self._http = http
        self._address = address
        self._folder = folder
        self._keys = keys

    @classmethod
    def of(
        cls, url: str, http: aiohttp.ClientSession, environment: Mapping[str, str] = os.environ
    ) -> "BucketUploads | None":
        """For `s3://bucket/folder` and keys in the environment; otherwise None."""
        access, secret = environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY")
        if not url.startswith("s3://") or not access or not secret:
            return None
        bucket, _, folder = url.removeprefix("s3://").partition("/")
        region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
        address = f"https://{bucket}.s3.{region}.amazonaws.com"
        endpoint = environment.get("AWS_ENDPOINT_URL") or environment.get("AWS_ENDPOINT")
        if endpoint:
            is_virtual = environment.get("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "").lower() in {"1", "true"}
            address = endpoint.rstrip("/") + ("" if is_virtual else f"/{bucket}")
        keys = Keys(access, secret, region, environment.get("AWS_SESSION_TOKEN"))
        return cls(http, address, f"{folder.strip('/')}/" if folder.strip("/") else "", keys)

    async def abort(self, *, older_than: timedelta) -> int:
        """Ends uploads that began longer ago; their parts are deleted. Answers how many; two workers may do it at once.
        Raises Unavailable."""
        latest, ended, after = datetime.now(UTC) - older_than, 0, dict[str, str]()
        for _ in range(MOST_PAGES):
            _, xml = await self._ask("GET", "", {"uploads": "", "prefix": self._folder, **after})
            try:
                page = UploadPage.of(xml)
            except ValueError as error:
                raise Unavailable("The bucket's list of uploads cannot be read") from error
            for one in page.uploads:
                if one.at <= latest and one.path.startswith(self._folder):
                    await self._ask("DELETE", f"/{quote(one.path)}", {"uploadId": one.id})
                    ended += 1
            if not page.after:
                break
            after = page.after
        return ended

    async def _ask(self, verb: str, path: str, query: Mapping[str, str]) -> tuple[int, str]:
        """The status and the body. Raises Unavailable; what is gone is no error."""
        address = f"{self._address}{path}?{query_text(query)}"
        headers = signed(verb, address, self._keys, datetime.now(UTC))
        try:
            async with self._http.request(verb, URL(address, encoded=True), headers=headers) as answer:
                body = await answer.text()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError) as error:
            raise Unavailable("The media store cannot be reached") from error
        if status >= 300 and status != 404:
            raise Unavailable(f"The bucket refuses to list or to end uploads: {status}")
        return status, body


def query_text(query: Mapping[str, str]) -> str:
    """Sorted and encoded as a signature needs it."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(query.items()))


def signed(verb: str, address: str, keys: Keys, now: datetime) -> dict[str, str]:
    """The headers of a request without a body."""
    parts = urlsplit(address)
    at = now.strftime("%Y%m%dT%H%M%SZ")
    headers = {"host": parts.netloc, "x-amz-content-sha256": _EMPTY, "x-amz-date": at}
    if keys.token is not None:
        headers["x-amz-security-token"] = keys.token
    names = [name for name in _SIGNED if name in headers]
    lines = [verb, parts.path or "/", parts.query, *(f"{name}:{headers[name]}" for name in names), "", ";".join(names)]
    scope = f"{at[:8]}/{keys.region}/s3/aws4_request"
    digest = hashlib.sha256("\n".join([*lines, _EMPTY]).encode()).hexdigest()
    key = f"AWS4{keys.secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{digest}".encode(), "sha256").hex()
    who = f"Credential={keys.access}/{scope},SignedHeaders={';'.join(names)},Signature={signature}"
    return {**headers, "Authorization": f"AWS4-HMAC-SHA256 {who}"}


def _text(xml: str, tag: str) -> str:
    """The text of the first element of this name, "" without one."""
    found = re.search(f"<{tag}>([^<]*)</{tag}>", xml)
    return html.unescape(found[1]) if found else ""
